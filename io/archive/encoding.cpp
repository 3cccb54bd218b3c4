/// \file  Checks UTF-8 and converts by iconv(3).
#include "io/archive/encoding.hpp"

#include <iconv.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "engine/core/error.hpp"

namespace machi {
namespace {

/// One direction of iconv.
class Converter {
 public:
  explicit Converter(const char* from) : handle_(iconv_open("UTF-8", from)) {
    if (handle_ == invalid()) throw RunError(std::string("this system's iconv has no ") + from);
  }
  ~Converter() { iconv_close(handle_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  std::optional<std::string> convert(std::string_view bytes, bool may_be_cut) {
    std::string text;
    std::array<char, 4096> piece;
    char* in = const_cast<char*>(bytes.data());  // iconv(3) reads it only
    std::size_t in_left = bytes.size();
    while (in_left > 0) {
      char* out = piece.data();
      std::size_t out_left = piece.size();
      const std::size_t result = iconv(handle_, &in, &in_left, &out, &out_left);
      const int error = result == static_cast<std::size_t>(-1) ? errno : 0;
      text.append(piece.data(), piece.size() - out_left);
      if (error == EINVAL && may_be_cut) break;
      if (error != 0 && error != E2BIG) return std::nullopt;
    }
    return text;
  }

 private:
  static iconv_t invalid() { return reinterpret_cast<iconv_t>(-1); }  // NOLINT(performance-no-int-to-ptr)
  iconv_t handle_;
};

/// Bytes of the UTF-8 sequence that `lead` begins, 0 where it begins none.
std::size_t sequence_length(std::uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF5) return 4;
  return 0;
}

/// The range of the second byte, which excludes overlong forms, surrogates and what lies above U+10FFFF.
bool second_fits(std::uint8_t lead, std::uint8_t second) {
  const std::uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const std::uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  return second >= low && second <= high;
}

}  // namespace

bool is_utf8(std::string_view bytes, bool may_be_cut) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto lead = static_cast<std::uint8_t>(bytes[at]);
    const std::size_t length = sequence_length(lead);
    if (length == 0) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if (at + k == bytes.size()) return may_be_cut;
      const auto byte = static_cast<std::uint8_t>(bytes[at + k]);
      if (k == 1 ? !second_fits(lead, byte) : (byte & 0xC0) != 0x80) return false;
    }
    at += length;
  }
  return true;
}

std::optional<std::string> utf8_from_cp932(std::string_view bytes, bool may_be_cut) {
  return Converter("CP932").convert(bytes, may_be_cut);
}

std::string_view without_mark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

std::string utf8_text(std::string bytes, const std::string& name) {
  std::optional<std::string> text;
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    text = Converter("UTF-16").convert(bytes, false);
  } else if (is_utf8(bytes)) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
    return bytes;
  } else {
    text = utf8_from_cp932(bytes);
  }
  if (!text) throw InputError(name, "is neither UTF-8, UTF-16 nor Shift_JIS text. Save it as UTF-8");
  return *std::move(text);
}

}  // namespace machi
