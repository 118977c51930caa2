import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent. State colours live in tokens.css and never serve as decoration. */
const accent: MantineColorsTuple = [
  '#e6f3f9',
  '#cfe7f1',
  '#a5d2e6',
  '#7bc0dd',
  '#62b8de',
  '#3798c4',
  '#1a82b0',
  '#0b6a92',
  '#085878',
  '#06455e',
];

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  colors: { accent },
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs', variant: 'default' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: false, multiline: true, maw: 360, fz: 12 } },
    Modal: { defaultProps: { centered: false, yOffset: '8vh', radius: 8 } },
  },
});
