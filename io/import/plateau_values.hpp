/// \file  What values mean in PLATEAU files: which ones only fill a place, and how numbers are read.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

namespace machi {

/// Last name of a path: "uro/…/depth" → "depth".
std::string_view last_name(std::string_view path);

/// Whether a value is a dummy that stands for "unknown": 9999 and -9999 in any form, year or date 0001, usage 461,
/// structure type 611, fireproof structure type 1011, and the empty string. (Standard product specification for 3D city
/// models; one real tile has year and storeys on 225 of 225 buildings and all are dummies.)
bool is_dummy(std::string_view path, std::string_view value);

/// A decimal number that fills the whole text; NaN where it does not or is not finite.
double number_of(std::string_view text);

/// A whole number within [low, high]; missing_int where the text is none or is a dummy of `path`.
std::int16_t integer_of(std::string_view path, std::string_view text, int low, int high);

/// A number; NaN where the text is none or is a dummy of `path`.
float measure_of(std::string_view path, std::string_view text);

}  // namespace machi
