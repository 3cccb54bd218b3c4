/// \file  Which build of the kernels runs: the best that the processor has, or the one that MACHI_KERNEL names. Every
/// kernel includes this, once per instruction set, so it includes nothing.
#pragma once

namespace machi::kernels {

/// ref is the plain scalar twin; the others are one body built per instruction set. All give the same bits.
enum class Variant { ref, base, avx2, avx512 };

/// The variant in use: MACHI_KERNEL=ref|base|avx2|avx512 where set, else the last of available_variants(). Read once.
/// Throws std::invalid_argument with one sentence where MACHI_KERNEL names none that can run here.
Variant selected_variant();

}  // namespace machi::kernels
