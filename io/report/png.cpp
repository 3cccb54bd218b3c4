#include "io/report/png.hpp"

#include <fmt/format.h>
#include <png.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "engine/core/error.hpp"

namespace machi {

std::vector<std::uint8_t> encode_png(std::span<const std::uint8_t> rgb, int width, int height) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_RGB;
  std::vector<std::uint8_t> bytes(PNG_IMAGE_PNG_SIZE_MAX(image));
  png_alloc_size_t size = bytes.size();
  if (png_image_write_to_memory(&image, bytes.data(), &size, 0, rgb.data(), 0, nullptr) == 0)
    throw RunError(fmt::format("libpng could not pack a picture ({}). Ask for a smaller one", image.message));
  bytes.resize(size);
  return bytes;
}

void write_whole_file(const std::string& path, std::span<const std::uint8_t> bytes) {
  const std::string aside = fmt::format("{}.tmp.{}", path, ::getpid());
  std::FILE* file = std::fopen(aside.c_str(), "wb");
  bool well = file != nullptr;
  if (well) {
    well = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size() && std::fflush(file) == 0 &&
           ::fsync(::fileno(file)) == 0;
    const int error = errno;
    std::fclose(file);
    errno = error;
  }
  if (well && std::rename(aside.c_str(), path.c_str()) == 0) return;
  const int error = errno;
  std::remove(aside.c_str());
  throw OutputError(path,
                    fmt::format("cannot be written ({}). Choose another folder or free space", std::strerror(error)));
}

}  // namespace machi
