/// \file  The plain numbers that columns are made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace machi {

/// Type of one element in a file, little-endian.
enum class Element : std::uint8_t { u8, u16, u32, u64, i8, i16, i32, i64, f32, f64 };

/// Bytes of one element.
constexpr std::size_t size_of(Element element) {
  constexpr std::size_t sizes[] = {1, 2, 4, 8, 1, 2, 4, 8, 4, 8};
  return sizes[static_cast<std::size_t>(element)];
}

/// Its name in messages and documents, e.g. "uint32".
constexpr std::string_view name_of(Element element) {
  constexpr std::string_view names[] = {"uint8", "uint16", "uint32", "uint64",  "int8",
                                        "int16", "int32",  "int64",  "float32", "float64"};
  return names[static_cast<std::size_t>(element)];
}

/// The element type of a C++ number, or of what an enum is stored in.
template <class T>
constexpr Element element_of() {
  if constexpr (std::is_enum_v<T>) {
    return element_of<std::underlying_type_t<T>>();
  } else if constexpr (std::is_floating_point_v<T>) {
    static_assert(sizeof(T) == 4 || sizeof(T) == 8);
    return sizeof(T) == 4 ? Element::f32 : Element::f64;
  } else {
    static_assert(std::is_integral_v<T> && !std::is_same_v<T, bool>);
    constexpr int power = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
    return static_cast<Element>(power + (std::is_signed_v<T> ? 4 : 0));
  }
}

}  // namespace machi
