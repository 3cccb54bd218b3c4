/// \file  Gzip with its checksum verified, which libarchive's own filter leaves out.
#pragma once

#include <zlib.h>

#include <memory>
#include <string>
#include <vector>

#include "io/archive/source.hpp"

namespace machi {

/// The content of gzip data (RFC 1952): one member or several, what follows them ignored. Throws InputError(name, …)
/// where the data are truncated or a checksum differs.
class Gunzip final : public ByteSource {
 public:
  Gunzip(std::unique_ptr<ByteSource> packed, std::string name);
  ~Gunzip() override;
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;
  std::size_t read(std::span<char> into) override;

 private:
  bool refill();
  bool next_member();

  std::unique_ptr<ByteSource> packed_;
  std::string name_;
  std::vector<char> window_;
  z_stream stream_{};
  bool ended_{false};
};

}  // namespace machi
