//! Whatever text comes in, the answer is a result or an exception.

use numjit::runtime::io::genfromtxt::{GenFromTxt, genfromtxt_text};
use numjit::runtime::io::loadtxt::{LoadTxt, loadtxt_text};
use numjit::runtime::text::parse::{parse_complex, parse_float, parse_int};
use numjit::runtime::text::percent::{Operand, Operands, percent};
use numjit::runtime::text::string::{ascii, repr_str};
use numjit::runtime::text::template::{Convert, FieldSource, Key, format_template};
use numjit::runtime::text::{Scalar, TextError, format_spec};
use numjit::types::Dtype;
use proptest::prelude::*;

/// The number 3.5 wherever a value is asked for.
#[derive(Clone)]
struct Three;

impl Operand for Three {
    fn scalar(&self) -> Option<Scalar<'_>> {
        Some(Scalar::Float(3.5))
    }

    fn str(&self) -> String {
        "3.5".to_owned()
    }

    fn repr(&self) -> String {
        "3.5".to_owned()
    }

    fn type_name(&self) -> String {
        "float".to_owned()
    }
}

impl FieldSource for Three {
    type Value = ();
    type Error = TextError;

    fn positional(&mut self, _: usize) -> Result<(), TextError> {
        Ok(())
    }

    fn keyword(&mut self, _: &str) -> Result<(), TextError> {
        Ok(())
    }

    fn attribute(&mut self, (): (), _: &str) -> Result<(), TextError> {
        Ok(())
    }

    fn item(&mut self, (): (), _: Key<'_>) -> Result<(), TextError> {
        Ok(())
    }

    fn format(&mut self, (): (), _: Option<Convert>, _: &str) -> Result<String, TextError> {
        Ok("3.5".to_owned())
    }
}

const SCALARS: [Scalar<'static>; 6] = [
    Scalar::Bool(true),
    Scalar::Int(-1234),
    Scalar::Float(-1234.5),
    Scalar::Float32(0.1),
    Scalar::Complex(1.0, -2.0),
    Scalar::Str("téxt"),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn specifications(spec in "[ -~é]{0,3}[<>=^]?[-+ ]?z?#?0?[0-9]{0,3}[,_]?(\\.[0-9]{0,3})?[ -~é]{0,2}") {
        for scalar in SCALARS {
            let _ = format_spec::format(scalar, &spec);
        }
    }

    #[test]
    fn percent_formats(format in "([%a(){}é]|%[-+ #0]{0,3}[0-9*]{0,2}(\\.[0-9*]{0,2})?[a-zA-Z%])*") {
        let _ = percent(&format, &Operands::Tuple(&[Three, Three]));
        let _ = percent(&format, &Operands::Single(&Three));
        let _ = percent(&format, &Operands::Mapping(&Three, &|_| Ok(Three)));
    }

    #[test]
    fn templates(template in "[{}!:\\[\\].a0é ]*") {
        let _ = format_template(&template, &mut Three);
    }

    #[test]
    fn texts(text in any::<String>()) {
        prop_assert!(repr_str(&text).len() >= 2);
        prop_assert!(ascii(&text).is_ascii());
    }

    #[test]
    fn numbers(text in "[ \t_+-]?[0-9a-zA-Z_.+()é²٣-]{0,12}[ \n]?", base in 0_u32..40) {
        let _ = (parse_float(&text), parse_complex(&text), parse_int(&text, base));
    }

    #[test]
    fn tables(text in "([0-9.eé,;#\"' \t\r\n-]|nan|1j)*", delimiter in "[,; ]?", dtype in 0..Dtype::ALL.len()) {
        let delimiter = (!delimiter.is_empty()).then_some(delimiter);
        let dtype = Dtype::ALL[dtype];
        let strict = LoadTxt { dtype, delimiter, quotechar: Some("\"".to_owned()), ..LoadTxt::default() };
        let _ = loadtxt_text(&text, "t", &strict);
        let _ = genfromtxt_text(&text, "t", &GenFromTxt { dtype: Some(dtype), ..GenFromTxt::default() });
        let _ = genfromtxt_text(&text, "t", &GenFromTxt { dtype: None, ..GenFromTxt::default() });
    }
}
