//! `np.set_printoptions` and the functions that give an array's text.
//!
//! Input: options by name. Output: the run's options changed, or text. Never: how numbers are written.

use super::super::exception::Exception;
use super::super::key::{Dict, Key};
use super::super::value::{Value, lock};
use super::super::{Outcome, Run, text};
use super::arguments::Arguments;
use crate::builtins::host::NumpyFunction as F;
use crate::runtime::text::array::{FloatMode, PrintOptions, SignMode, Surroundings};

/// Calls a function of this file.
///
/// # Errors
/// ValueError or TypeError for options that NumPy refuses.
pub(super) fn call(run: &Run, function: F, args: &Arguments<'_>) -> Outcome<Value> {
    let options = changed(run.print_options(), args)?;
    match function {
        F::SetPrintoptions => {
            set_options(run, options);
            Ok(Value::None)
        }
        F::Array2string => {
            let around = Surroundings {
                separator: args.text("separator")?.unwrap_or(" "),
                prefix: args.text("prefix")?.unwrap_or(""),
                suffix: args.text("suffix")?.unwrap_or(""),
            };
            Ok(Value::from(text::array2string(&args.array(run, "a")?, &options, around)))
        }
        F::ArrayRepr => Ok(Value::from(text::array_repr(&args.array(run, "arr")?, &options))),
        F::ArrayStr => Ok(Value::from(text::array_str(&args.array(run, "a")?, &options))),
        _ => Ok(Value::None),
    }
}

/// Replaces the run's print options; gives the former ones.
pub(super) fn set_options(run: &Run, options: PrintOptions) -> PrintOptions {
    std::mem::replace(&mut *lock(&run.print_options), options)
}

/// The options that the arguments of a call ask for.
pub(super) fn changed(mut options: PrintOptions, args: &Arguments<'_>) -> Outcome<PrintOptions> {
    let legacy = |message: String| Exception::value_error(message);
    let count = |name: &str| -> Outcome<Option<usize>> {
        let wrong = |_| Exception::value_error(format!("{name} must be non-negative"));
        args.int(name)?.map(|n| usize::try_from(n).map_err(wrong)).transpose()
    };
    if let Some(mode) = args.text("floatmode")? {
        options.floatmode = FloatMode::parse(mode).map_err(legacy)?;
    }
    if let Some(precision) = count("precision")? {
        options.precision = precision;
    }
    if let Some(Value::Float(limit)) = args.get("threshold") {
        if limit.is_nan() {
            return Err(Exception::value_error(
                "threshold must be non-NAN, try sys.maxsize for untruncated representation",
            ));
        }
        options.threshold = *limit as usize;
    } else if let Some(limit) = count("threshold")? {
        options.threshold = limit;
    }
    if let Some(edge) = count("edgeitems")? {
        options.edgeitems = edge;
    }
    if let Some(width) = count("linewidth")?.or(count("max_line_width")?) {
        options.linewidth = width;
    }
    if let Some(suppress) = args.truth("suppress")?.or(args.truth("suppress_small")?) {
        options.suppress = suppress;
    }
    if let Some(text) = args.text("nanstr")? {
        options.nanstr = text.to_owned();
    }
    if let Some(text) = args.text("infstr")? {
        options.infstr = text.to_owned();
    }
    if let Some(sign) = args.text("sign")? {
        options.sign = SignMode::parse(sign).map_err(legacy)?;
    }
    Ok(options)
}

/// What `np.seterr` says was set before: NumPy's defaults.
pub(super) fn error_modes() -> Value {
    let modes = [("divide", "warn"), ("over", "warn"), ("under", "ignore"), ("invalid", "warn")];
    Value::dict(modes.into_iter().map(|(name, mode)| (Key::str(name), Value::str(mode))).collect::<Dict>())
}

/// `np.get_printoptions()`
pub(super) fn as_dict(options: &PrintOptions) -> Value {
    let entries = [
        ("edgeitems", Value::size(options.edgeitems)),
        ("threshold", Value::size(options.threshold)),
        ("floatmode", Value::str(options.floatmode.name())),
        ("precision", Value::size(options.precision)),
        ("suppress", Value::Bool(options.suppress)),
        ("linewidth", Value::size(options.linewidth)),
        ("nanstr", Value::str(&options.nanstr)),
        ("infstr", Value::str(&options.infstr)),
        ("sign", Value::str(options.sign.name())),
        ("formatter", Value::None),
        ("legacy", Value::Bool(false)),
        ("override_repr", Value::None),
    ];
    Value::dict(entries.into_iter().map(|(name, value)| (Key::str(name), value)).collect::<Dict>())
}
