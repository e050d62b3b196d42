//! `#[derive(Record)]`: a `#[repr(C)]` struct of numbers as a record of scripts.
//!
//! Input: a struct's definition. Output: its fields with their types and offsets, which the compiler itself computes.
//! Never: layouts guessed here.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Error, Fields, parse_macro_input};

/// Makes a `#[repr(C)]` struct a record of scripts: its fields are numbers, arrays of numbers, or records.
#[proc_macro_derive(Record)]
pub fn record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    implementation(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

fn implementation(input: &DeriveInput) -> Result<Tokens, Error> {
    let name = &input.ident;
    if !input.attrs.iter().any(is_repr_c) {
        return Err(Error::new_spanned(name, "a record needs #[repr(C)]: Rust moves the fields of other structs"));
    }
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "a record cannot be generic: its layout must be known"));
    }
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(name, "a record is a struct"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new_spanned(name, "the fields of a record have names"));
    };
    let fields = fields.named.iter().filter_map(|field| {
        let (ident, ty) = (field.ident.as_ref()?, &field.ty);
        let text = ident.to_string();
        let text = text.trim_start_matches("r#");
        Some(quote! { ::numjit::RecordField::of::<#ty>(#text, ::core::mem::offset_of!(#name, #ident)) })
    });
    Ok(quote! {
        // SAFETY: the compiler says where the fields lie, and `of` takes only types whose every bit pattern is a value.
        unsafe impl ::numjit::Record for #name {
            const FIELDS: &'static [::numjit::RecordField] = &[#(#fields),*];
        }
    })
}

/// `#[repr(C)]`, perhaps with an alignment.
fn is_repr_c(attribute: &Attribute) -> bool {
    let mut found = false;
    if attribute.path().is_ident("repr") {
        // What else stands in it is the compiler's to judge.
        let _ = attribute.parse_nested_meta(|meta| {
            found |= meta.path.is_ident("C");
            if meta.input.peek(syn::token::Paren) {
                let content;
                syn::parenthesized!(content in meta.input);
                content.parse::<Tokens>()?;
            }
            Ok(())
        });
    }
    found
}
