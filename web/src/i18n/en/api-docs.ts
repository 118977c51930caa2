export const apiDocs = {
  title: 'API',
  search: 'Search routes',
  searchPlaceholder: 'Path, word, permission…',
  open: 'open to all',
  stepUp: 'fresh second factor',
  parameters: 'Parameters',
  body: 'Body',
  answer: 'Answer',
  try: 'From a shell',
  required: 'required',
  none: 'No route fits.',
  token: 'Make a token under Settings › Access for machines.',
};
