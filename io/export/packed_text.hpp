/// \file  Text that is packed by gzip as it is written.
#pragma once

#include <zlib.h>

#include <string>
#include <string_view>

namespace machi {

/// The same text gives the same bytes. Throws RunError where zlib fails.
class PackedText {
 public:
  /// Without `packs` the text is kept as it is.
  explicit PackedText(bool packs);
  ~PackedText();
  PackedText(const PackedText&) = delete;
  PackedText& operator=(const PackedText&) = delete;
  void add(std::string_view text);
  /// All of it; ends this object's use.
  std::string take();

 private:
  void pack(int flush);

  bool packs_;
  std::string plain_;
  std::string packed_;
  z_stream stream_{};
};

}  // namespace machi
