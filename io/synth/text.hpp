/// \file  Appends numbers and tags to a buffer. Coordinates are half of a city's bytes, so they are formatted through
/// integers instead of printf.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

namespace machi::synth {

class Text {
 public:
  void put(std::string_view text) { bytes_.append(text); }
  template <class... Parts>
  void put(std::string_view first, Parts... rest) {
    bytes_.append(first);
    (bytes_.append(std::string_view(rest)), ...);
  }

  void number(std::int64_t value) {
    if (value < 0) {
      bytes_.push_back('-');
      value = -value;
    }
    digits(static_cast<std::uint64_t>(value), 1);
  }

  /// A number with exactly `decimals` decimals (0 … 12), rounded half away from zero; |value| 10^decimals < 2^63.
  void fixed(double value, int decimals) {
    static constexpr std::array<double, 13> powers{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12};
    const double scale = powers[static_cast<std::size_t>(decimals)];
    const double scaled = std::round(value * scale);
    if (scaled < 0) bytes_.push_back('-');
    const auto whole = static_cast<std::uint64_t>(std::abs(scaled));
    if (decimals == 0) return digits(whole, 1);
    const auto divisor = static_cast<std::uint64_t>(scale);
    digits(whole / divisor, 1);
    bytes_.push_back('.');
    digits(whole % divisor, decimals);
  }

  std::string& bytes() { return bytes_; }
  const std::string& bytes() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }
  void clear() { bytes_.clear(); }

 private:
  void digits(std::uint64_t value, int at_least) {
    std::array<char, 24> reversed;
    int count = 0;
    do {
      reversed[static_cast<std::size_t>(count++)] = static_cast<char>('0' + value % 10);
      value /= 10;
    } while (value != 0 || count < at_least);
    const std::size_t begin = bytes_.size();
    bytes_.resize(begin + static_cast<std::size_t>(count));
    for (int k = 0; k < count; ++k)
      bytes_[begin + static_cast<std::size_t>(k)] = reversed[static_cast<std::size_t>(count - 1 - k)];
  }

  std::string bytes_;
};

}  // namespace machi::synth
