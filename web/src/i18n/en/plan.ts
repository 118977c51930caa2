export const plan = {
  title: 'Incident response plan',
};
