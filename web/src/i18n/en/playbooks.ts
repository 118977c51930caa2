export const playbooks = {
  title: 'Playbooks',
};
