//! `%show`: an array or a figure as cells of the terminal, colored where it has colors.

use super::{Done, Shell, usage};
use crate::cli::plot::{Screen, array_cells, figure_cells};
use crate::host::Value;
use console::Term;
use std::io::Write;

/// Columns where there is no terminal.
const COLUMNS: usize = 80;

/// The most columns that a picture takes.
const MOST: usize = 120;

/// What is shown: an array of two dimensions, or a figure's description and numbers.
const SHOWN: &str = "from matplotlib.pyplot import _shown as __shown__";

/// The files that its statements stand in.
const FILE: &str = "<show>";
const LIBRARY: &str = "<matplotlib.pyplot>";

pub(super) fn show(shell: &mut Shell, argument: &str) -> Done {
    shell.run(SHOWN, FILE)?;
    let value = shell.run(&format!("__shown__({argument})"), FILE);
    shell.session.unset("__shown__");
    let terminal = Term::stdout();
    let columns = terminal.size_checked().map_or(COLUMNS, |(_, columns)| usize::from(columns)).clamp(8, MOST);
    let screen = Screen { columns, has_colors: terminal.is_term() && std::env::var_os("NO_COLOR").is_none() };
    let value = value.map_err(|failure| failure.without(FILE).without(LIBRARY))?;
    let cells = cells(&value, screen).map_err(usage)?;
    // Whoever reads it may have seen enough.
    let _ = std::io::stdout().write_all(cells.as_bytes());
    Ok(())
}

fn cells(value: &Value, screen: Screen) -> Result<String, String> {
    let numbers = |value: &Value| match value {
        Value::Array(array) => array.to_ndarray::<f64, ndarray::IxDyn>(),
        _ => None,
    };
    let none = || "only arrays of numbers and figures can be shown".to_owned();
    if let Value::Tuple(parts) = value
        && let [Value::Str(spec), data] = &parts[..]
    {
        let data = numbers(data).ok_or_else(none)?;
        return figure_cells(spec, data.as_slice().unwrap_or_default(), screen);
    }
    let data = numbers(value).filter(|data| data.ndim() == 2).ok_or_else(none)?;
    let (rows, width) = (data.shape()[0], data.shape()[1]);
    let data: Vec<f64> = data.iter().copied().collect();
    Ok(array_cells(&data, [rows, width], screen))
}
