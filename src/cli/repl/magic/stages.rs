//! `%types`, `%ir`, `%opt`, `%clif`, `%asm`, `%parallel`: what the compiler makes of a call.

use super::{Done, Shell, usage};
use crate::engine::Stage;

fn show(shell: &Shell, call: &str, stage: Stage) -> Done {
    if call.is_empty() {
        return Err(usage(format!("say which function: %{stage} f(a, 2.0)")));
    }
    let text = shell.session.inspect_call(call, stage)?;
    println!("{}", text.trim_end());
    Ok(())
}

pub(super) fn types(shell: &mut Shell, call: &str) -> Done {
    show(shell, call, Stage::Types)
}

pub(super) fn ir(shell: &mut Shell, call: &str) -> Done {
    show(shell, call, Stage::Ir)
}

pub(super) fn opt(shell: &mut Shell, call: &str) -> Done {
    show(shell, call, Stage::Opt)
}

pub(super) fn clif(shell: &mut Shell, call: &str) -> Done {
    show(shell, call, Stage::Clif)
}

pub(super) fn asm(shell: &mut Shell, call: &str) -> Done {
    show(shell, call, Stage::Asm)
}

pub(super) fn parallel(shell: &mut Shell, call: &str) -> Done {
    show(shell, call, Stage::Parallel)
}
