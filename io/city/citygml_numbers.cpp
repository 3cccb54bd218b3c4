#include "io/city/citygml_numbers.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace machi {
namespace {

// A number of this many characters is none that anybody measured.
constexpr std::size_t max_token = 128;
// 10^0 … 10^22 are exact doubles, so a mantissa below 2^53 divided by one of them is correctly rounded (Clinger 1990).
constexpr std::array<double, 23> powers_of_ten{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                               1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr std::array<std::uint64_t, 20> integer_powers_of_ten = [] {
  std::array<std::uint64_t, 20> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();
__extension__ typedef unsigned __int128 UInt128;
constexpr std::uint64_t exact_mantissa = std::uint64_t{1} << 53;

bool divides(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == ',';
}

bool is_digit(char c) {
  return static_cast<unsigned char>(c - '0') < 10;
}

// Eight digits at once; false where one of the bytes is no digit.
inline bool eight_digits(const char* p, std::uint64_t& value) {
  if constexpr (std::endian::native != std::endian::little) return false;
  std::uint64_t word = 0;
  std::memcpy(&word, p, 8);
  const std::uint64_t zero = 0x3030303030303030ULL;
  const std::uint64_t above = (word + 0x4646464646464646ULL) | (word - zero);
  if ((above & 0x8080808080808080ULL) != 0) return false;
  word -= zero;
  word = word * 10 + (word >> 8);
  value = (((word & 0x000000FF000000FFULL) * 0x000F424000000064ULL) +
           (((word >> 16) & 0x000000FF000000FFULL) * 0x0000271000000001ULL)) >>
          32;
  return true;
}

struct Decimal {
  std::uint64_t mantissa{0};
  int digits{0};
  int decimals{0};
};

// Digits from p on; the mantissa is only meaningful up to 19 digits.
inline const char* read_digits(const char* p, const char* end, Decimal& number) {
  const char* const first = p;
  std::uint64_t eight = 0;
  while (end - p >= 8 && eight_digits(p, eight)) {
    number.mantissa = number.mantissa * 100000000 + eight;
    p += 8;
  }
  for (; p < end && is_digit(*p); ++p) number.mantissa = number.mantissa * 10 + static_cast<std::uint64_t>(*p - '0');
  number.digits += static_cast<int>(p - first);
  return p;
}

// mantissa / 10^decimals, correctly rounded, for a mantissa of 2^53 and above: a quotient of 64 bits whose lowest bit
// also tells whether anything is left over, so that the conversion to double rounds as the exact quotient would.
double divide_exactly(std::uint64_t mantissa, int decimals) {
  const std::uint64_t divisor = integer_powers_of_ten[static_cast<std::size_t>(decimals)];
  const int mantissa_shift = std::countl_zero(mantissa);
  const int divisor_shift = std::countl_zero(divisor);
  const UInt128 dividend = static_cast<UInt128>(mantissa << mantissa_shift) << 64;
  const std::uint64_t by = divisor << divisor_shift;
  const int halve = static_cast<std::uint64_t>(dividend >> 64) >= by ? 1 : 0;
  const UInt128 shifted = dividend >> halve;
  const auto quotient = static_cast<std::uint64_t>(shifted / by);
  const bool rest = static_cast<std::uint64_t>(shifted) != quotient * by;
  const int exponent = divisor_shift - mantissa_shift - 64 + halve;
  const auto scale = std::bit_cast<double>(static_cast<std::uint64_t>(1023 + exponent) << 52);
  return static_cast<double>(quotient | (rest ? 1U : 0U)) * scale;
}

// Reads the plain form [-]digits[.digits] up to `end` or the first other character; false where it needs the slow path.
inline bool plain_number(const char*& p, const char* end, double& value) {
  const bool negative = p < end && *p == '-';
  if (negative) ++p;
  Decimal number;
  p = read_digits(p, end, number);
  if (p < end && *p == '.') {
    const int whole = number.digits;
    p = read_digits(p + 1, end, number);
    number.decimals = number.digits - whole;
  }
  if (number.digits == 0 || number.digits > 19) return false;
  const double magnitude =
      number.mantissa < exact_mantissa
          ? static_cast<double>(number.mantissa) / powers_of_ten[static_cast<std::size_t>(number.decimals)]
          : divide_exactly(number.mantissa, number.decimals);
  value = negative ? -magnitude : magnitude;
  return true;
}

}  // namespace

void NumberReader::take_token(std::string_view token) {
  double value = 0;
  const char* p = token.data();
  const char* const end = p + token.size();
  if (plain_number(p, end, value) && p == end) {
    into_->push_back(value);
    return;
  }
  const char* const begin = token.front() == '+' ? token.data() + 1 : token.data();
  const auto [stop, error] = std::from_chars(begin, end, value);
  if (error != std::errc() || stop != end || !std::isfinite(value)) {
    bad_ = true;
    return;
  }
  into_->push_back(value);
}

const char* NumberReader::take_carry(const char* p, const char* end) {
  const char* const begin = p;
  while (p < end && !divides(*p)) ++p;
  if (carry_.size() + static_cast<std::size_t>(p - begin) > max_token) {
    bad_ = true;
    carry_.resize(std::min<std::size_t>(carry_.size(), 1));
  } else {
    carry_.append(begin, p);
  }
  if (p < end) {
    take_token(carry_);
    carry_.clear();
  }
  return p;
}

void NumberReader::text(std::string_view piece) {
  const char* p = piece.data();
  const char* const end = p + piece.size();
  if (!carry_.empty()) p = take_carry(p, end);
  while (true) {
    while (p < end && divides(*p)) ++p;
    if (p == end) return;
    const char* const token = p;
    double value = 0;
    const bool plain = plain_number(p, end, value);
    if (p < end && plain && divides(*p)) {
      into_->push_back(value);
      continue;
    }
    while (p < end && !divides(*p)) ++p;
    if (p == end) {  // the next piece may go on with this number
      p = take_carry(token, end);
      return;
    }
    take_token({token, static_cast<std::size_t>(p - token)});
  }
}

void NumberReader::finish() {
  if (carry_.empty()) return;
  take_token(carry_);
  carry_.clear();
}

}  // namespace machi
