import { expect, test } from 'vitest';
import { centres } from '../../overview/world-shapes.ts';
import { countriesWithin, type Point } from './lasso.ts';

const around = ([x, y]: Point, half: number): Point[] => [
  [x - half, y - half],
  [x + half, y - half],
  [x + half, y + half],
  [x - half, y + half],
];

test('a line around some centres holds those and no other', () => {
  const places = new Map<string, Point>([
    ['AA', [10, 10]],
    ['BB', [20, 10]],
    ['CC', [60, 60]],
    ['', [12, 12]],
  ]);
  expect(countriesWithin(around([15, 10], 8), places)).toEqual(['AA', 'BB']);
});

test('a bay in the line is outside', () => {
  const horseshoe: Point[] = [
    [0, 0],
    [30, 0],
    [30, 30],
    [20, 30],
    [20, 10],
    [10, 10],
    [10, 30],
    [0, 30],
  ];
  const places = new Map<string, Point>([
    ['IN', [5, 20]],
    ['BA', [15, 20]],
  ]);
  expect(countriesWithin(horseshoe, places)).toEqual(['IN']);
});

test('a dot or a stroke holds nothing', () => {
  const places = new Map<string, Point>([['AA', [10, 10]]]);
  expect(
    countriesWithin(
      [
        [0, 0],
        [20, 20],
      ],
      places,
    ),
  ).toEqual([]);
});

test('a small line around the Netherlands on the real map holds the Netherlands, not Brazil', () => {
  const found = countriesWithin(around(centres.get('NL')!, 3), centres);
  expect(found).toContain('NL');
  expect(found).not.toContain('BR');
});
