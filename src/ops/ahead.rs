//! Shaders, compiled before the work that needs them.
//!
//! A GPU compiles a shader when it is first launched, one after the other. A browser does so in the process that
//! shows all pages, which stand still meanwhile, unless it is asked before: then it compiles several at
//! once, aside.

use crate::kernels::{self, Key, PLACEHOLDER, Program};
use burn::backend::wgpu::{CubeBackend, CubeTensor};
use burn::tensor::{Device, Shape, Tensor};
use std::cell::RefCell;
use std::collections::HashSet;

thread_local! {
    /// Those that were compiled.
    static COMPILED: RefCell<HashSet<Key>> = RefCell::default();
}

/// Has the browser compile aside what a GPU would launch for `run`, before it is. Nothing is computed: what
/// `run` makes holds no numbers, and it must not read any. `told` hears how many shaders are
/// ready, and of how many. One that cannot be compiled is met again where it is launched. Says whether all could
/// be.
///
/// Natively, where nobody else waits, shaders are compiled when they are launched.
pub async fn compile<T>(
    device: &Device,
    run: impl FnOnce() -> T,
    told: impl Fn(usize, usize),
) -> bool {
    #[cfg(all(feature = "worker", target_family = "wasm"))]
    {
        let programs = programs_of(device, run);
        let (begun, mut all) = (programs.iter().map(browser::begin).collect::<Vec<_>>(), true);
        for (ready, (program, one)) in (1..).zip(programs.iter().zip(begun)) {
            if browser::end(one).await {
                COMPILED.with_borrow_mut(|compiled| compiled.insert(program.key()));
            } else {
                all = false;
            }
            told(ready, programs.len());
        }
        all
    }
    #[cfg(not(all(feature = "worker", target_family = "wasm")))]
    {
        let _ = (device, run, told);
        true
    }
}

/// As [`compile`], for whoever waits later: [`compile`] waits for what was begun, and begins nothing anew.
pub fn begin_to_compile<T>(device: &Device, run: impl FnOnce() -> T) {
    #[cfg(all(feature = "worker", target_family = "wasm"))]
    programs_of(device, run).iter().for_each(|program| drop(browser::begin(program)));
    #[cfg(not(all(feature = "worker", target_family = "wasm")))]
    let _ = (device, run);
}

/// The programs that a GPU would compile for `run`, each once: none that [`compile`] has compiled, and none on
/// the CPU. None is launched.
pub fn programs_of<T>(device: &Device, run: impl FnOnce() -> T) -> Vec<Program> {
    if !is_gpu(device) {
        return Vec::new();
    }
    let launched = kernels::programs_of(|| drop(run()));
    let mut seen = HashSet::new();
    let mut is_new = |program: &Program| {
        let key = program.key();
        !COMPILED.with_borrow(|compiled| compiled.contains(&key)) && seen.insert(key)
    };
    launched.into_iter().filter(|program| is_new(program)).collect()
}

/// Whether our kernels run there; otherwise the CPU does the work.
pub fn is_gpu(device: &Device) -> bool {
    Tensor::<1>::empty([1], device).try_into_primitive::<CubeBackend>().is_ok()
}

/// A tensor of this shape without numbers, for what is only asked what it would launch: on a GPU it takes no
/// memory.
pub fn placeholder<const D: usize>(shape: [usize; D], device: &Device) -> Tensor<D> {
    match Tensor::<1>::empty([PLACEHOLDER], device).try_into_primitive::<CubeBackend>() {
        Ok(CubeTensor { client, device, handle, dtype, .. }) => {
            let shape = Shape::from(shape);
            let tensor = CubeTensor::new_contiguous(client, device, shape, handle, dtype);
            Tensor::from_primitive::<CubeBackend>(tensor)
        }
        Err(_) => Tensor::empty(shape, device),
    }
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

    pub(super) fn begin(program: &Program) -> Option<Promise> {
        compile_ahead(&program.specialised()).ok()
    }

    /// Whether it could be compiled. Where no GPU was opened it is met again where it is launched.
    pub(super) async fn end(begun: Option<Promise>) -> bool {
        let Some(begun) = begun else { return true };
        JsFuture::from(begun).await.is_ok_and(|compiled| compiled.is_truthy())
    }
}
