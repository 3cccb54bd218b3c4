/// \file  Which builds of the kernels can run here.
#pragma once

#include <string_view>
#include <vector>

#include "kernels/dispatch/variant.hpp"

namespace machi::kernels {

std::string_view name_of(Variant variant);

/// Variants that this build has and this processor can run, slowest first.
std::vector<Variant> available_variants();

}  // namespace machi::kernels
