/** Fills of verdicts that differ in pattern as well as in colour: dots watch, stripes limit, a lattice refuses. */
export function VerdictPatterns() {
  return (
    <defs>
      <pattern id="bw-geo-watch" width="4" height="4" patternUnits="userSpaceOnUse">
        <rect className="bw-geo-ground watch" width="4" height="4" />
        <circle className="bw-geo-ink watch" cx="2" cy="2" r="0.75" />
      </pattern>
      <pattern id="bw-geo-limit" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect className="bw-geo-ground limit" width="4" height="4" />
        <rect className="bw-geo-ink limit" width="1.2" height="4" />
      </pattern>
      <pattern id="bw-geo-refuse" width="3.4" height="3.4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect className="bw-geo-ground refuse" width="3.4" height="3.4" />
        <rect className="bw-geo-ink refuse" width="0.9" height="3.4" />
        <rect className="bw-geo-ink refuse" width="3.4" height="0.9" />
      </pattern>
    </defs>
  );
}
