export const onCall = {
  title: 'On call',
};
