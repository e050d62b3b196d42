//! Machine code of small functions in the text form of the loop IR.

mod control;
mod handlers;
mod inspect;
mod objects;
mod parallel;
mod run;
mod scalars;
