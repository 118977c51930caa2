import type { AlertPort } from '../../api/ports.ts';

/** The alerts of the store, told about to everybody who watches when a person acknowledges or closes one. */
export function tellingAlerts(alerts: AlertPort, tell: (id: string) => void): AlertPort {
  const told =
    (act: (id: string, by: string) => Promise<boolean>) =>
    async (id: string, by: string): Promise<boolean> => {
      const done = await act(id, by);
      if (done) tell(id);
      return done;
    };
  return { ...alerts, acknowledge: told(alerts.acknowledge), close: told(alerts.close) };
}
