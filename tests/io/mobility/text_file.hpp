/// \file  A file with a text, as long as a test needs it.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace machi {

class TextFile {
 public:
  explicit TextFile(std::string_view text, const std::string& ending = ".xml") {
    static int count = 0;
    path_ = (std::filesystem::temp_directory_path() /
             ("machi_text_" + std::to_string(getpid()) + "_" + std::to_string(count++) + ending))
                .string();
    std::ofstream(path_) << text;
  }
  ~TextFile() { std::filesystem::remove(path_); }
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace machi
