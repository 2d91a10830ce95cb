//! Where the engine's program is cut.

/// The linker's function that runs all static constructors. Those of this program register the operations of
/// the compiler below; what reads that is cut too.
pub const CONSTRUCTORS: &str = "__wasm_call_ctors";

/// Parts of the names of functions: what only they use is fetched later.
const CUTS: [&str; 28] = [
    // Kernels of Burn that are written in Rust, and the compiler that makes WGSL of them. A network's run has
    // kernels of ours instead.
    "cubecl_runtime::kernel::CubeKernel>::define",
    "WgslCompiler as cubecl_runtime::compiler::Compiler>::compile",
    "pliron::utils::trait_cast::",
    "burn_cubecl::kernel::binary",
    "burn_cubecl::kernel::comparison",
    "burn_cubecl::kernel::index",
    "burn_cubecl::kernel::mask",
    "cubecl_std::",
    "cubek_",
    "QTensorOps<burn_dispatch::backend::Dispatch>",
    // Tensors' operations on the CPU that only edits and the like need, and other types than f32.
    "burn_flex::ops::binary",
    "burn_flex::ops::cat",
    "burn_flex::ops::comparison",
    "burn_flex::ops::gather",
    "burn_flex::ops::mask",
    "burn_flex::ops::reduce",
    "burn_flex::ops::unary",
    "TensorData>::try_cast_",
    // Reading picture files.
    "gif::",
    "image::",
    "image_webp::",
    "libjpeg_turbo_rs::",
    "moxcms::",
    "png::",
    // Looking into networks, timing them, checking kernels.
    "triptych::bench::",
    "triptych::check::",
    "triptych::kernels::case::",
    "triptych::look::",
];

/// How our own kernels answer to the first.
const OURS: &str = "<burn_cubecl::template::base::SourceKernel<";

/// Whether the program is cut at a function with this name, as the linker has it.
pub fn is_cut(name: &str) -> bool {
    if name == CONSTRUCTORS {
        return true;
    }
    let name = format!("{:#}", rustc_demangle::demangle(name));
    !name.starts_with(OURS) && CUTS.iter().any(|cut| is_part(&name, cut))
}

/// Whether this is part of a name: from where a package's name begins, or a type's.
fn is_part(name: &str, cut: &str) -> bool {
    let is_package = cut.starts_with(char::is_lowercase);
    name.match_indices(cut).any(|(at, _)| match name[..at].chars().next_back() {
        Some(':') => !is_package,
        Some(before) => !before.is_alphanumeric() && before != '_',
        None => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernels_in_rust_are_cut_and_ours_are_not() {
        let define = "as cubecl_runtime::kernel::CubeKernel>::define";
        assert!(is_cut(&format!("<burn_cubecl::kernel::clamp::Clamp<T> {define}")));
        assert!(!is_cut(&format!("{OURS}K> {define}")));
        assert!(is_cut(CONSTRUCTORS));
        assert!(is_cut("_ZN10cubecl_std6tensor10contiguous6launch9copy_into17h0123456789abcdefE"));
        assert!(!is_cut("_ZN8triptych7network5Model3run17h0123456789abcdefE"));
    }

    #[test]
    fn a_part_begins_with_a_name() {
        assert!(is_cut("image::codecs::bmp::decoder::Decoder::new"));
        assert!(is_cut("<image::error::ImageError as core::fmt::Display>::fmt"));
        assert!(!is_cut("triptych::image::geometry::crop"));
        assert!(is_cut("<impl burn_std::data::TensorData>::try_cast_clone"));
        assert!(!is_cut("my_image::new"));
    }
}
