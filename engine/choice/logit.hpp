/// \file  Draws among alternatives by their utility.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace machi {

/// Probabilities of a multinomial logit: exp(scale V) over their sum (McFadden 1974). Utilities finite. Throws nothing.
std::vector<double> multinomial_logit(std::span<const double> utility, double scale);

/// Of a nested logit with one nest (Williams 1977; Ben-Akiva and Lerman 1985): alternatives with in_nest are alike and
/// share the inclusive value ln(sum exp(nest_scale scale V)) / nest_scale; nest_scale >= 1, at 1 it is the multinomial.
std::vector<double> nested_logit(std::span<const double> utility, const std::vector<bool>& in_nest, double scale,
                                 double nest_scale);

/// The alternative on which `uniform` in [0, 1) falls.
std::size_t draw(std::span<const double> probability, double uniform);

}  // namespace machi
