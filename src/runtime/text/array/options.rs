//! What `np.set_printoptions` sets.

/// `floatmode`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FloatMode {
    /// Exactly `precision` digits after the point.
    Fixed,
    /// As many as tell the value from its neighbors.
    Unique,
    /// At most `precision`.
    MaxPrec,
    /// At most `precision`, and as many for all elements.
    MaxPrecEqual,
}

/// `sign`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SignMode {
    /// `-`: nothing before positive values.
    Minus,
    /// `+`: a plus before them.
    Plus,
    /// ` `: a space before them.
    Space,
}

/// The print options, with NumPy's names and defaults.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PrintOptions {
    /// Digits after the point.
    pub precision: usize,
    /// Above this many elements an array is summarized.
    pub threshold: usize,
    /// Elements shown at each end of a summarized axis.
    pub edgeitems: usize,
    /// Characters of a line.
    pub linewidth: usize,
    /// Never use exponents because of small values.
    pub suppress: bool,
    /// The text of nan.
    pub nanstr: String,
    /// The text of infinity.
    pub infstr: String,
    /// The sign of positive values.
    pub sign: SignMode,
    /// What `precision` means.
    pub floatmode: FloatMode,
}

impl Default for PrintOptions {
    fn default() -> Self {
        PrintOptions {
            precision: 8,
            threshold: 1000,
            edgeitems: 3,
            linewidth: 75,
            suppress: false,
            nanstr: "nan".to_owned(),
            infstr: "inf".to_owned(),
            sign: SignMode::Minus,
            floatmode: FloatMode::MaxPrec,
        }
    }
}

impl FloatMode {
    /// From NumPy's name.
    ///
    /// # Errors
    /// The message of NumPy's `ValueError`.
    pub fn parse(name: &str) -> Result<Self, String> {
        Ok(match name {
            "fixed" => FloatMode::Fixed,
            "unique" => FloatMode::Unique,
            "maxprec" => FloatMode::MaxPrec,
            "maxprec_equal" => FloatMode::MaxPrecEqual,
            _ => {
                return Err(
                    r#"floatmode option must be one of "fixed", "unique", "maxprec", "maxprec_equal""#.to_owned()
                );
            }
        })
    }

    /// NumPy's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            FloatMode::Fixed => "fixed",
            FloatMode::Unique => "unique",
            FloatMode::MaxPrec => "maxprec",
            FloatMode::MaxPrecEqual => "maxprec_equal",
        }
    }
}

impl SignMode {
    /// From NumPy's one-character name.
    ///
    /// # Errors
    /// The message of NumPy's `ValueError`.
    pub fn parse(name: &str) -> Result<Self, String> {
        Ok(match name {
            "-" => SignMode::Minus,
            "+" => SignMode::Plus,
            " " => SignMode::Space,
            _ => return Err("sign option must be one of ' ', '+', or '-'".to_owned()),
        })
    }

    /// NumPy's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            SignMode::Minus => "-",
            SignMode::Plus => "+",
            SignMode::Space => " ",
        }
    }
}
