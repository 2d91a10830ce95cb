//! Shaders, compiled before the work that needs them.
//!
//! A GPU compiles a shader when it is first launched, one after the other. A browser does so in the process that
//! shows all pages, which stand still meanwhile, unless it is asked before: then it compiles several at
//! once, aside.

use crate::kernels::{self, Key, Program};
use burn::backend::wgpu::CubeBackend;
use burn::tensor::{Device, Tensor};
use std::cell::RefCell;
use std::collections::HashSet;

thread_local! {
    /// Those that were compiled.
    static COMPILED: RefCell<HashSet<Key>> = RefCell::default();
}

/// Has the browser compile aside what a GPU would launch for `run`, before it is. Nothing is computed: what
/// `run` makes holds no numbers, and it must not read any. `told` hears how many shaders are
/// ready, and of how many. One that cannot be compiled is met again where it is launched.
///
/// Natively, where nobody else waits, shaders are compiled when they are launched.
pub async fn compile<T>(device: &Device, run: impl FnOnce() -> T, told: impl Fn(usize, usize)) {
    #[cfg(all(feature = "worker", target_family = "wasm"))]
    {
        let programs = programs_of(device, run);
        browser::compile(&programs, told).await;
        COMPILED.with_borrow_mut(|compiled| compiled.extend(programs.iter().map(Program::key)));
    }
    #[cfg(not(all(feature = "worker", target_family = "wasm")))]
    let _ = (device, run, told);
}

/// The programs that a GPU would compile for `run`, each once: none that [`compile`] has compiled, and none on
/// the CPU. None is launched.
pub fn programs_of<T>(device: &Device, run: impl FnOnce() -> T) -> Vec<Program> {
    if Tensor::<1>::empty([1], device).try_into_primitive::<CubeBackend>().is_err() {
        return Vec::new();
    }
    let launched = kernels::programs_of(|| drop(run()));
    let mut seen = COMPILED.with_borrow(HashSet::clone);
    launched.into_iter().filter(|program| seen.insert(program.key())).collect()
}

#[cfg(all(feature = "worker", target_family = "wasm"))]
mod browser {
    use crate::kernels::Program;
    use js_sys::Promise;
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_futures::JsFuture;

    #[wasm_bindgen]
    extern "C" {
        /// Begins to compile a shader, which its first launch then takes (`www/engine.js`). Throws where no GPU
        /// was opened.
        #[wasm_bindgen(js_name = compileAhead, catch)]
        fn compile_ahead(shader: &str) -> Result<Promise, JsValue>;
    }

    pub(super) async fn compile(programs: &[Program], told: impl Fn(usize, usize)) {
        let begun: Vec<_> =
            programs.iter().map(|program| compile_ahead(&program.specialised())).collect();
        for (ready, one) in (1..).zip(begun) {
            if let Ok(one) = one {
                let _ = JsFuture::from(one).await;
            }
            told(ready, programs.len());
        }
    }
}
