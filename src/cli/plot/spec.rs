//! What a figure is.
//!
//! Input: a Python literal, all numbers of the figure in one slice. Output: [`Figure`]. Never: drawing.

use super::color::Rgb;
use super::colormap::Colormap;
use py_literal::Value;
use std::collections::HashMap;

/// The size of texts that say nothing else, in points.
pub(super) const FONT: f64 = 10.0;

/// A figure.
pub(super) struct Figure<'a> {
    /// Pixels at `dpi`.
    size: [f64; 2],
    /// Pixels per inch.
    pub dpi: f64,
    /// Above all.
    pub title: Words,
    /// The size of texts that say nothing else.
    pub font: f64,
    /// Its axes, in the order in which they are drawn.
    pub axes: Vec<Axes<'a>>,
}

/// Axes with what is in them.
pub(super) struct Axes<'a> {
    /// Left, bottom, width and height as parts of the figure.
    pub frame: [f64; 4],
    pub title: Words,
    pub x: Side,
    pub y: Side,
    pub grid: Option<Grid>,
    pub legend: Option<Legend>,
    /// The edges that are drawn: left, right, top, bottom.
    pub edges: [bool; 4],
    pub is_off: bool,
    /// A unit is as long on both sides.
    pub is_equal: bool,
    /// The labels of y stand on the right.
    pub is_right: bool,
    pub items: Vec<Item<'a>>,
}

/// A text with its looks.
#[derive(Clone)]
pub(super) struct Words {
    pub text: String,
    /// As a multiple of what it is without being told.
    pub size: f64,
    pub color: Rgb,
}

/// Lines across the axes at ticks.
pub(super) struct Grid {
    /// For each side.
    pub sides: [bool; 2],
    /// At small ticks too.
    pub is_fine: bool,
    pub color: Rgb,
    pub alpha: f64,
    pub stroke: Stroke,
}

/// A legend.
pub(super) struct Legend {
    pub place: String,
    pub title: String,
    /// As a multiple of what it is without being told.
    pub size: f64,
    pub columns: usize,
    pub has_frame: bool,
}

/// One of the two axes.
#[derive(Default)]
pub(super) struct Side {
    pub label: Words,
    pub is_log: bool,
    /// The high end comes first.
    pub is_flipped: bool,
    /// Fixed ends.
    pub limits: [Option<f64>; 2],
    /// Fixed ticks.
    pub ticks: Option<Vec<(f64, Option<String>)>>,
    /// Do numbers stand at its ticks?
    pub is_bare: bool,
    /// Those of the same number show the same values.
    pub group: Option<usize>,
}

/// Something that is drawn.
pub(super) struct Item<'a> {
    pub label: String,
    pub alpha: f64,
    pub color: Rgb,
    /// Those with higher ones are drawn later.
    pub order: f64,
    pub shape: Shape<'a>,
}

/// A marker.
#[derive(Clone, Copy)]
pub(super) struct Marker {
    pub sign: char,
    /// Its inside; none is left out.
    pub face: Option<Rgb>,
    /// Its edge, with its width.
    pub edge: Option<(Rgb, f64)>,
}

/// What it looks like.
pub(super) enum Shape<'a> {
    Line {
        x: &'a [f64],
        y: &'a [f64],
        stroke: Stroke,
        marker: Option<Marker>,
        size: f64,
    },
    Scatter {
        x: &'a [f64],
        y: &'a [f64],
        sizes: &'a [f64],
        marker: Marker,
        values: Option<(&'a [f64], Colors)>,
    },
    Bars {
        x: [&'a [f64]; 2],
        y: [&'a [f64]; 2],
        /// With its width.
        edge: Option<(Rgb, f64)>,
    },
    Fill {
        x: &'a [f64],
        y: &'a [f64],
    },
    Rule {
        at: f64,
        is_level: bool,
        stroke: Stroke,
    },
    /// From side to side, between two values.
    Span {
        ends: [f64; 2],
        is_level: bool,
    },
    Text {
        at: [f64; 2],
        /// Is its place a part of the axes?
        is_relative: bool,
        /// How far from its place it stands, in points.
        shift: [f64; 2],
        /// Where an arrow from it leads.
        arrow: Option<[f64; 2]>,
        text: String,
        /// Points.
        size: f64,
        anchor: [String; 2],
        is_turned: bool,
    },
    Image {
        data: &'a [f64],
        rows: usize,
        columns: usize,
        channels: usize,
        is_upper: bool,
        extent: [f64; 4],
        colors: Colors,
    },
}

/// How a line is drawn.
#[derive(Clone)]
pub(super) struct Stroke {
    /// Points.
    pub width: f64,
    /// `-`, `--`, `:`, `-.`, or empty for none.
    pub dash: String,
}

/// Which color a value has.
#[derive(Clone, Copy)]
pub(super) struct Colors {
    pub map: Colormap,
    /// The values at its ends.
    pub ends: [f64; 2],
}

impl<'a> Figure<'a> {
    /// Reads a description.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(spec: &str, numbers: &'a [f64]) -> Result<Figure<'a>, String> {
        let value: Value = spec.parse().map_err(|error| format!("a figure that cannot be read: {error}"))?;
        let facts = Facts::new(&value, numbers)?;
        let axes = facts.list("axes")?.iter().map(|axes| axes_of(&Facts::new(axes, numbers)?));
        Ok(Figure {
            size: facts.numbers("size")?,
            dpi: facts.number("dpi")?,
            title: facts.words("title")?,
            font: facts.number("font")?,
            axes: axes.collect::<Result<_, String>>()?,
        })
    }

    /// A figure of so many pixels at 100 per inch.
    pub fn new(size: [f64; 2], axes: Vec<Axes<'a>>) -> Figure<'a> {
        Figure { size, dpi: 100.0, title: Words::default(), font: FONT, axes }
    }

    /// Its width and height in points.
    pub fn points(&self) -> [f64; 2] {
        self.size.map(|pixels| pixels / self.dpi * super::POINTS)
    }
}

fn axes_of<'a>(facts: &Facts<'a, '_>) -> Result<Axes<'a>, String> {
    let items = facts.list("items")?.iter().map(|item| item_of(&Facts::new(item, facts.numbers)?));
    Ok(Axes {
        frame: facts.numbers("box")?,
        title: facts.words("title")?,
        x: facts.side('x')?,
        y: facts.side('y')?,
        grid: facts.part("grid")?.map(|grid| grid_of(&grid)).transpose()?,
        legend: facts.part("legend")?.map(|legend| legend_of(&legend)).transpose()?,
        edges: ["left", "right", "top", "bottom"].map(|edge| facts.text("edges").contains(edge)),
        is_off: facts.flag("off"),
        is_equal: facts.flag("equal"),
        is_right: facts.flag("right"),
        items: items.collect::<Result<_, String>>()?,
    })
}

fn grid_of(facts: &Facts<'_, '_>) -> Result<Grid, String> {
    let axis = facts.text("axis");
    Ok(Grid {
        sides: ["x", "y"].map(|side| axis == side || axis == "both"),
        is_fine: facts.flag("fine"),
        color: facts.optional("color").map_or(Ok(Rgb::PALE), Rgb::of)?,
        alpha: facts.number("alpha")?,
        stroke: facts.stroke()?,
    })
}

fn legend_of(facts: &Facts<'_, '_>) -> Result<Legend, String> {
    Ok(Legend {
        place: facts.text("loc"),
        title: facts.text("title"),
        size: facts.number("size")?,
        columns: facts.number("columns")?.max(1.0) as usize,
        has_frame: facts.flag("frame"),
    })
}

fn item_of<'a>(facts: &Facts<'a, '_>) -> Result<Item<'a>, String> {
    let color = facts.item_color()?;
    Ok(Item {
        label: facts.text("label"),
        alpha: facts.optional("alpha").and_then(to_f64).unwrap_or(1.0),
        color,
        order: facts.number("order")?,
        shape: shape_of(facts, color)?,
    })
}

fn shape_of<'a>(facts: &Facts<'a, '_>, color: Rgb) -> Result<Shape<'a>, String> {
    let marker = || facts.marker(color);
    Ok(match &*facts.text("kind") {
        "line" => Shape::Line {
            x: facts.array("x")?,
            y: facts.array("y")?,
            stroke: facts.stroke()?,
            marker: marker()?,
            size: facts.number("size")?,
        },
        "scatter" => Shape::Scatter {
            x: facts.array("x")?,
            y: facts.array("y")?,
            sizes: facts.array("sizes")?,
            marker: marker()?.ok_or("points without a marker")?,
            values: match facts.optional("values") {
                Some(_) => Some((facts.array("values")?, facts.colors()?)),
                None => None,
            },
        },
        "bars" => Shape::Bars {
            x: [facts.array("x0")?, facts.array("x1")?],
            y: [facts.array("y0")?, facts.array("y1")?],
            edge: facts.edge()?,
        },
        "fill" => Shape::Fill { x: facts.array("x")?, y: facts.array("y")? },
        kind @ ("hline" | "vline") => {
            Shape::Rule { at: facts.number("at")?, is_level: kind == "hline", stroke: facts.stroke()? }
        }
        kind @ ("hspan" | "vspan") => Shape::Span { ends: facts.numbers("ends")?, is_level: kind == "hspan" },
        "text" => Shape::Text {
            at: facts.numbers("at")?,
            is_relative: facts.flag("relative"),
            shift: facts.numbers("shift")?,
            arrow: facts.optional("arrow").map(|_| facts.numbers("arrow")).transpose()?,
            is_turned: facts.flag("turned"),
            text: facts.text("text"),
            size: facts.number("size")?,
            anchor: [facts.text("ha"), facts.text("va")],
        },
        "image" => Shape::Image {
            data: facts.array("data")?,
            rows: facts.number("rows")? as usize,
            columns: facts.number("columns")? as usize,
            channels: facts.number("channels")? as usize,
            is_upper: facts.flag("upper"),
            extent: facts.numbers("extent")?,
            colors: facts.colors()?,
        },
        other => return Err(format!("nothing is drawn as '{other}'")),
    })
}

impl Default for Words {
    fn default() -> Self {
        Words { text: String::new(), size: 1.0, color: Rgb::BLACK }
    }
}

/// A dictionary of the description.
struct Facts<'a, 'v> {
    entries: HashMap<&'v str, &'v Value>,
    numbers: &'a [f64],
}

impl<'a, 'v> Facts<'a, 'v> {
    fn new(value: &'v Value, numbers: &'a [f64]) -> Result<Self, String> {
        let Value::Dict(entries) = value else { return Err("a part of a figure is no dictionary".to_owned()) };
        let entry = |(name, value): &'v (Value, Value)| Some((name.as_string()?.as_str(), value));
        Ok(Facts { entries: entries.iter().filter_map(entry).collect(), numbers })
    }

    /// What is given and not None.
    fn optional(&self, name: &str) -> Option<&'v Value> {
        self.entries.get(name).copied().filter(|value| !matches!(value, Value::None))
    }

    fn required(&self, name: &str) -> Result<&'v Value, String> {
        self.optional(name).ok_or_else(|| format!("a figure without '{name}'"))
    }

    fn number(&self, name: &str) -> Result<f64, String> {
        to_f64(self.required(name)?).ok_or_else(|| format!("'{name}' of a figure is no number"))
    }

    fn numbers<const N: usize>(&self, name: &str) -> Result<[f64; N], String> {
        let all: Vec<f64> = items(self.required(name)?).iter().filter_map(to_f64).collect();
        all.try_into().map_err(|_| format!("'{name}' of a figure is not {N} numbers"))
    }

    fn list(&self, name: &str) -> Result<&'v [Value], String> {
        self.required(name).map(items)
    }

    fn text(&self, name: &str) -> String {
        self.optional(name).and_then(Value::as_string).cloned().unwrap_or_default()
    }

    fn flag(&self, name: &str) -> bool {
        matches!(self.optional(name), Some(Value::Boolean(true)))
    }

    /// A part of the numbers.
    fn array(&self, name: &str) -> Result<&'a [f64], String> {
        let [start, length] = self.numbers(name)?.map(|place: f64| place as usize);
        self.numbers.get(start..start + length).ok_or_else(|| format!("'{name}' of a figure lacks its numbers"))
    }

    fn stroke(&self) -> Result<Stroke, String> {
        Ok(Stroke { width: self.number("width")?, dash: self.text("dash") })
    }

    fn colors(&self) -> Result<Colors, String> {
        let name = self.text("cmap");
        let map = Colormap::named(&name).ok_or_else(|| format!("there is no colormap '{name}'"))?;
        Ok(Colors { map, ends: [self.number("vmin")?, self.number("vmax")?] })
    }

    /// A dictionary in it.
    fn part(&self, name: &str) -> Result<Option<Facts<'a, 'v>>, String> {
        self.optional(name).map(|part| Facts::new(part, self.numbers)).transpose()
    }

    fn words(&self, name: &str) -> Result<Words, String> {
        let Some(facts) = self.part(name)? else { return Ok(Words::default()) };
        let color = facts.optional("color").map_or(Ok(Rgb::BLACK), Rgb::of)?;
        Ok(Words { text: facts.text("text"), size: facts.number("size")?, color })
    }

    /// Its color, or that of its level.
    fn item_color(&self) -> Result<Rgb, String> {
        match (self.optional("color"), self.optional("level").and_then(to_f64)) {
            (Some(color), _) => Rgb::of(color),
            (None, Some(level)) => Ok(self.colors()?.of(level).unwrap_or(Rgb::BLACK)),
            (None, None) => Ok(Rgb::BLACK),
        }
    }

    /// The edge of areas and markers.
    fn edge(&self) -> Result<Option<(Rgb, f64)>, String> {
        let Some(color) = self.optional("edge") else { return Ok(None) };
        Ok(Some((Rgb::of(color)?, self.number("edge_width")?)))
    }

    /// A marker, whose inside has a color of its own or this one.
    fn marker(&self, color: Rgb) -> Result<Option<Marker>, String> {
        let sign = self.text("marker").chars().next().filter(|sign| !sign.is_whitespace());
        let face = match self.optional("face") {
            Some(Value::String(none)) if none == "none" => None,
            face => Some(face.map_or(Ok(color), Rgb::of)?),
        };
        let edge = self.edge()?;
        Ok(sign.map(|sign| Marker { sign, face, edge }))
    }

    /// What is known of the side of `x` or `y`.
    fn side(&self, name: char) -> Result<Side, String> {
        let own = |what: &str| format!("{name}{what}");
        let limits = match self.optional(&own("lim")) {
            Some(ends) => items(ends).iter().map(to_f64).collect(),
            None => vec![None; 2],
        };
        Ok(Side {
            label: self.words(&own("label"))?,
            is_log: self.text(&own("scale")) == "log",
            is_flipped: self.flag(&own("flip")),
            limits: limits.try_into().map_err(|_| "limits are two numbers".to_owned())?,
            ticks: self.optional(&own("ticks")).map(ticks_of),
            is_bare: self.flag(&own("bare")),
            group: self.optional(&own("group")).and_then(to_f64).map(|group| group as usize),
        })
    }
}

/// Places with or without labels.
fn ticks_of(value: &Value) -> Vec<(f64, Option<String>)> {
    let [places, labels] = items(value) else { return Vec::new() };
    let label = |n: usize| items(labels).get(n).and_then(Value::as_string).cloned();
    items(places).iter().filter_map(to_f64).enumerate().map(|(n, place)| (place, label(n))).collect()
}

/// The items of a list or tuple.
fn items(value: &Value) -> &[Value] {
    match value {
        Value::List(items) | Value::Tuple(items) => items,
        _ => &[],
    }
}

/// A number.
fn to_f64(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(n) => n.to_string().parse().ok(),
        Value::Float(x) => Some(*x),
        _ => None,
    }
}
