export { drawDashboards } from "./draw-page";
