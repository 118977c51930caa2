import { type Client, ClientError } from '../../client.ts';

/** Path of an incident that is named by its number or id. */
export async function incidentPath(client: Client, named: string): Promise<string> {
  const number = /^#?(\d{1,12})$/.exec(named)?.[1];
  if (number === undefined) return `/api/v1/incidents/${encodeURIComponent(named)}`;
  for await (const { id, number: found } of client.pages<{ id: string; number: number }>(
    `/api/v1/incidents?q=${number}`,
  )) {
    if (found === Number(number)) return `/api/v1/incidents/${id}`;
  }
  throw new ClientError(`there is no incident ${number}; ./belwacht incident list --all lists what there is`);
}
