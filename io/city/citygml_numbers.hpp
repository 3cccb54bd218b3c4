/// \file  Exact decimal numbers out of text that arrives in pieces, as the coordinates of a city model do.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace machi {

/// Reads numbers that are divided by white space (or commas) and appends them to a vector. A number may be cut anywhere
/// between two pieces. Every value is the double nearest to the decimal text (as std::from_chars gives it).
class NumberReader {
 public:
  /// Starts a list; what came before is forgotten.
  void begin(std::vector<double>& into) {
    into_ = &into;
    carry_.clear();
    bad_ = false;
  }
  /// The next piece of text.
  void text(std::string_view piece);
  /// Ends a list (or a part of one): a number that stood last is complete now.
  void finish();
  /// Whether something since begin() was no finite number: text, NaN, infinity, 1e999.
  bool bad() const { return bad_; }

 private:
  void take_token(std::string_view token);
  const char* take_carry(const char* p, const char* end);

  std::vector<double>* into_{nullptr};
  std::string carry_;  // the cut beginning of a number
  bool bad_{false};
};

}  // namespace machi
