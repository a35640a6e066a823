import { nothing, svg, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { DiagramField, DiagramRelation } from "../../src/protocol/diagram";
import { t } from "../text";
import { endPath, endsOf, linePath } from "./ends";
import type { Placement, Point, Rect } from "./geometry";
import { type Box, type Graph, linkedTo } from "./graph";
import { fitted, type Measure, part, typeText } from "./size";

/** What the drawing is of, and what in it is meant. */
export interface Scene {
  readonly graph: Graph;
  readonly placement: Placement;
  readonly selected: string | undefined;
  readonly found: ReadonlySet<string>;
  /** The box that the Tab key reaches. */
  readonly reachable: string | undefined;
  /** The colour of each app, as a number of the palette. */
  readonly colours: ReadonlyMap<string, number>;
  readonly measure: Measure;
}

/** All lines and boxes, lines first so that boxes stand before them. */
export function drawing(scene: Scene): TemplateResult {
  const linked = scene.selected === undefined ? undefined : linkedTo(scene.graph, scene.selected);
  return svg`
    <g class="groups">${[...scene.placement.groups].map(([app, frame]) => groupOf(app, frame, scene))}</g>
    <g class="lines">${repeat(
      scene.graph.lines,
      ({ id }) => id,
      (line) => lineOf(line, scene),
    )}</g>
    <g class="boxes">${repeat(
      scene.graph.boxes,
      ({ model }) => model.label,
      (box) => boxOf(box, scene, linked),
    )}</g>`;
}

/** An app's frame, with its name. */
function groupOf(app: string, { x, y, width, height }: Rect, { colours }: Scene): TemplateResult {
  const size = Math.min(34, (width - 36) / (app.length * 0.6));
  return svg`<g class="group app-${colours.get(app) ?? 0}" transform="translate(${x} ${y})">
    <rect class="ground" width=${width} height=${height} rx="8"></rect>
    <text class="title" x="18" y="36" font-size=${size.toFixed(1)}>${app}</text>
  </g>`;
}

function lineOf(line: DiagramRelation, { placement, selected }: Scene): TemplateResult | typeof nothing {
  const points = placement.lines.get(line.id);
  const [first, second] = points ?? [];
  const [beforeLast, last] = points?.slice(-2) ?? [];
  if (points === undefined || first === undefined || second === undefined) return nothing;
  if (beforeLast === undefined || last === undefined) return nothing;
  const ends = endsOf(line);
  const state = selected === undefined ? "" : line.from === selected || line.to === selected ? "linked" : "dimmed";
  const path = linePath(points);
  const isAcross = placement.groups.size > 0 && appOf(line.from) !== appOf(line.to) ? "across" : "";
  const marks: readonly (readonly [string, Point, Point])[] = [
    [ends.to, first, second],
    [ends.from, last, beforeLast],
  ];
  return svg`<g class="line ${line.kind} ${state} ${isAcross}">
    <title>${sentence(line)}</title>
    <path class="hit" d=${path}></path>
    <path class="stroke" d=${path}></path>
    ${marks.map(([end, tip, inner]) => {
      const mark = endPath(end as Parameters<typeof endPath>[0], tip, inner);
      return mark === "" ? nothing : svg`<path class="end ${end}" d=${mark}></path>`;
    })}
  </g>`;
}

function appOf(label: string): string {
  return label.slice(0, label.indexOf("."));
}

/** `music.Song.album → music.Album, many to one`. */
function sentence({ from, to, field, kind, accessor, optional }: DiagramRelation): string {
  const start = field === undefined ? from : `${from}.${field}`;
  const words: Record<DiagramRelation["kind"], string> = {
    fk: optional ? t("many to one or none") : t("many to one"),
    o2o: optional ? t("one to one or none") : t("one to one"),
    m2m: t("many to many"),
    parent: t("inherits"),
    proxy: t("proxy of"),
  };
  const back = accessor === undefined ? "" : `\n${to}.${accessor}`;
  return `${start} → ${to}, ${words[kind]}${back}`;
}

function boxOf(box: Box, scene: Scene, linked: ReadonlySet<string> | undefined): TemplateResult | typeof nothing {
  const { model, fields, more } = box;
  const { selected, found, reachable, colours, measure } = scene;
  const place = scene.placement.boxes.get(model.label);
  if (place === undefined) return nothing;
  const { width, height } = place;
  const isSelected = model.label === selected;
  const state = isSelected ? "selected" : linked === undefined ? "" : linked.has(model.label) ? "linked" : "dimmed";
  const kind = model.kind === "model" ? "" : model.kind;
  const room = width - part.side * 2 - 6 - (kind === "" ? 0 : measure(kind, false) + part.gap);
  return svg`<g
    class="box ${model.kind} app-${colours.get(model.app) ?? 0} ${state} ${found.has(model.label) ? "found" : ""}"
    transform="translate(${place.x} ${place.y})"
    role="button"
    tabindex=${model.label === reachable ? 0 : -1}
    data-label=${model.label}
    aria-label=${boxLabel(box, scene.graph)}
    aria-current=${isSelected ? "true" : nothing}
    aria-describedby="diagram-help"
  >
    <rect class="frame" width=${width} height=${height} rx="4"></rect>
    <path class="head" d=${headPath(width, height, fields.length > 0)}></path>
    <path class="stripe" d=${stripePath(height)}></path>
    <g class="detail">
      <text class="name" x=${part.side + 4} y=${part.header / 2 + 4.5}>${fitted(model.name, room, true, measure)}</text>
      ${kind === "" ? nothing : svg`<text class="kind" x=${width - part.side} y=${part.header / 2 + 4}>${kindText(model.kind)}</text>`}
      ${fields.length === 0 ? nothing : svg`<path class="rule" d="M0 ${part.header}H${width}"></path>`}
      ${fields.map((field, index) => row(field, index, width, measure))}
      ${
        more === 0
          ? nothing
          : svg`<text class="more" x=${part.side + part.mark} y=${rowY(fields.length)}>${t("{0} more", more)}</text>`
      }
    </g>
    ${bigName(model.name, place)}
    <rect class="focus" x="-3" y="-3" width=${width + 6} height=${height + 6} rx="6"></rect>
  </g>`;
}

function kindText(kind: Box["model"]["kind"]): string {
  const words = { model: "", proxy: t("proxy"), view: t("view"), unmanaged: t("unmanaged") };
  return words[kind];
}

/** The name as large as the box allows: from far away it is all there is to read. */
function bigName(name: string, { width, height }: Rect): TemplateResult {
  const size = Math.min(height * 0.5, (width - 16) / (name.length * 0.66), 44);
  return svg`<text class="big" x=${width / 2} y=${height / 2} font-size=${size.toFixed(1)}>${name}</text>`;
}

function row(field: DiagramField, index: number, width: number, measure: Measure): TemplateResult {
  const y = rowY(index);
  const isKey = field.key !== undefined;
  const left = part.side + part.mark;
  const name = fitted(field.name, width - left - part.side, isKey, measure);
  const room = width - left - measure(name, isKey) - part.gap - part.side;
  const type = room < 24 ? "" : fitted(typeText(field), room, false, measure);
  return svg`<g class="row ${isKey ? "key" : ""}">
    <title>${field.name}: ${typeText(field)}</title>
    ${isKey ? keyMark(field.key, part.side, y) : nothing}
    <text class="field" x=${left} y=${y}>${name}</text>
    <text class="type" x=${width - part.side} y=${y}>${type}</text>
  </g>`;
}

function rowY(index: number): number {
  return part.header + part.row * index + 14;
}

/** A key for the primary key, an arrow for a foreign one. */
function keyMark(key: DiagramField["key"], x: number, y: number): TemplateResult {
  const primary = svg`<g class="mark primary"><circle cx=${x + 3.2} cy=${y - 4} r="2.7"></circle><path d="M${x + 5.9} ${y - 4}H${x + 13}v3M${x + 10} ${y - 4}v2.4"></path></g>`;
  const foreign = svg`<path class="mark foreign" d="M${x + 2} ${y - 4}h8M${x + 7} ${y - 7}l3 3l-3 3"></path>`;
  return key === "foreign" ? foreign : primary;
}

function headPath(width: number, height: number, hasRows: boolean): string {
  const h = hasRows ? part.header : height;
  const bottom = hasRows ? `V${h}H0` : `V${h - 4}q0 4 -4 4H4q-4 0 -4 -4`;
  return `M4 0H${width - 4}q4 0 4 4${bottom}V4q0 -4 4 -4Z`;
}

function stripePath(height: number): string {
  return `M4 0v${height}q-4 0 -4 -4V4q0 -4 4 -4Z`;
}

/** What a screen reader says of a box: its name, its app, and where its lines lead. */
function boxLabel({ model, fields, more }: Box, { lines }: Graph): string {
  const short = (label: string): string => label.slice(label.indexOf(".") + 1);
  const out = lines.filter(({ from }) => from === model.label).map(({ to }) => short(to));
  const back = lines.filter(({ to }) => to === model.label).map(({ from }) => short(from));
  const count = model.fields.length;
  return [
    model.name,
    model.kind === "model" ? t("model of {0}", model.app) : t("{0} of {1}", kindText(model.kind), model.app),
    ...(count === 0 && fields.length + more === 0 ? [] : [count === 1 ? t("1 field") : t("{0} fields", count)]),
    ...(out.length > 0 ? [t("points at {0}", [...new Set(out)].join(", "))] : []),
    ...(back.length > 0 ? [t("pointed at by {0}", [...new Set(back)].join(", "))] : []),
  ].join(", ");
}
