/** Plans as the API uses them. */
// biome-ignore lint/suspicious/noEmptyInterface: grows with the room
export interface PlanDeskPort {}
