export const measures = {
  title: 'Temporary measures',
};
