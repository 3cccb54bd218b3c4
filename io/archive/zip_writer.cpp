#include "io/archive/zip_writer.hpp"

#include <zlib.h>

#include <cstdint>

#include "engine/core/error.hpp"

namespace machi {
namespace {

constexpr std::uint32_t local_header = 0x04034b50;
constexpr std::uint32_t central_header = 0x02014b50;
constexpr std::uint32_t end_record = 0x06054b50;
constexpr std::uint16_t version_needed = 20;
constexpr std::uint16_t deflate_method = 8;
constexpr std::uint16_t first_date = 1 << 5 | 1;  // 1980-01-01

void put_16(std::string& out, std::uint32_t value) {
  out += static_cast<char>(value & 0xffU);
  out += static_cast<char>(value >> 8U & 0xffU);
}

void put_32(std::string& out, std::uint32_t value) {
  put_16(out, value & 0xffffU);
  put_16(out, value >> 16U);
}

// Without the header that zlib gives of its own.
std::string deflated(const std::string& bytes) {
  z_stream stream{};
  constexpr int raw_window = -15;
  constexpr int memory_level = 8;
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, raw_window, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
    throw RunError("zlib cannot compress. Check the installation");
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw RunError("zlib cannot compress. Check the installation");
  return out;
}

// What local and central headers have in common.
void put_facts(std::string& out, const ZipFile& file, std::uint32_t crc, std::uint32_t packed_bytes) {
  put_16(out, version_needed);
  put_16(out, 0);
  put_16(out, deflate_method);
  put_16(out, 0);
  put_16(out, first_date);
  put_32(out, crc);
  put_32(out, packed_bytes);
  put_32(out, static_cast<std::uint32_t>(file.bytes.size()));
  put_16(out, static_cast<std::uint32_t>(file.name.size()));
  put_16(out, 0);
}

}  // namespace

std::string zip_archive(const std::vector<ZipFile>& files) {
  std::string out;
  std::string central;
  for (const ZipFile& file : files) {
    const std::string packed = deflated(file.bytes);
    const auto crc = static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(file.bytes.data()), static_cast<uInt>(file.bytes.size())));
    const auto offset = static_cast<std::uint32_t>(out.size());
    put_32(out, local_header);
    put_facts(out, file, crc, static_cast<std::uint32_t>(packed.size()));
    out += file.name + packed;
    put_32(central, central_header);
    put_16(central, version_needed);
    put_facts(central, file, crc, static_cast<std::uint32_t>(packed.size()));
    put_16(central, 0);  // comment
    put_16(central, 0);  // disk
    put_16(central, 0);  // attributes
    put_32(central, 0);
    put_32(central, offset);
    central += file.name;
  }
  const auto begin = static_cast<std::uint32_t>(out.size());
  out += central;
  put_32(out, end_record);
  put_16(out, 0);
  put_16(out, 0);
  put_16(out, static_cast<std::uint32_t>(files.size()));
  put_16(out, static_cast<std::uint32_t>(files.size()));
  put_32(out, static_cast<std::uint32_t>(central.size()));
  put_32(out, begin);
  put_16(out, 0);
  return out;
}

}  // namespace machi
