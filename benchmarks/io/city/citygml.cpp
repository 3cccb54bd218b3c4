// Reading of building files on one core, beside what expat alone needs for the same bytes:
//   bench_io_city_citygml FILE…
// Each FILE is read REPEATS times in turn by
//   bare      expat with handlers that count Buildings and do nothing else
//   doubles   the same, and every posList turned into doubles by std::from_chars
//   reader    read_citygml: features with all attributes, polygons, xlinks
//   metric    the reader, and all positions in millimetres of the local CRS (PROJ is set up once per FILE, as an import
//             does once per thread; that takes 20 to 30 ms and is not in the figure)
// and the medians of the process's own processor time are printed (the machine may be busy), with the share of the bare
// pass's speed that `metric` reaches. A file that is small is repeated inside one process until 90 MB are read.
#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "engine/core/error.hpp"
#include "io/archive/source.hpp"
#include "io/city/citygml_reader.hpp"
#include "io/city/crs.hpp"

namespace {

constexpr int repeats = 7;
constexpr std::uint64_t least_bytes = 90'000'000;
constexpr int buffer_bytes = 256 * 1024;

struct Pass {
  std::uint64_t bytes{0};
  std::uint64_t buildings{0};
  std::uint64_t numbers{0};
};

struct ExpatCounter {
  Pass pass;
  bool wants_doubles{false};
  bool in_list{false};
  std::string text;
  double sum{0};

  static bool is(const char* name, const char* local) {
    const char* colon = std::strchr(name, ':');
    return std::strcmp(colon == nullptr ? name : colon + 1, local) == 0;
  }
  static void start(void* self, const XML_Char* name, const XML_Char**) {
    auto& counter = *static_cast<ExpatCounter*>(self);
    if (is(name, "Building")) ++counter.pass.buildings;
    counter.in_list = counter.wants_doubles && is(name, "posList");
  }
  static void end(void* self, const XML_Char*) {
    auto& counter = *static_cast<ExpatCounter*>(self);
    if (!counter.in_list) return;
    const char* p = counter.text.data();
    const char* const stop = p + counter.text.size();
    while (p < stop) {
      double value = 0;
      const auto result = std::from_chars(p, stop, value);
      if (result.ec == std::errc()) {
        counter.sum += value;
        ++counter.pass.numbers;
      }
      p = std::max(result.ptr, p + 1);
    }
    counter.text.clear();
    counter.in_list = false;
  }
  static void characters(void* self, const XML_Char* text, int size) {
    auto& counter = *static_cast<ExpatCounter*>(self);
    if (counter.in_list) counter.text.append(text, static_cast<std::size_t>(size));
  }
};

Pass expat_pass(const std::string& path, bool doubles) {
  ExpatCounter counter;
  counter.wants_doubles = doubles;
  const auto source = machi::open_file(path);
  XML_Parser parser = XML_ParserCreate(nullptr);
  XML_SetUserData(parser, &counter);
  XML_SetElementHandler(parser, ExpatCounter::start, ExpatCounter::end);
  XML_SetCharacterDataHandler(parser, ExpatCounter::characters);
  for (std::size_t count = 1; count > 0;) {
    auto* const buffer = static_cast<char*>(XML_GetBuffer(parser, buffer_bytes));
    count = source->read({buffer, buffer_bytes});
    counter.pass.bytes += count;
    if (XML_ParseBuffer(parser, static_cast<int>(count), count == 0) != XML_STATUS_OK)
      throw machi::InputError(path, XML_ErrorString(XML_GetErrorCode(parser)));
  }
  XML_ParserFree(parser);
  return counter.pass;
}

class MetricSink final : public machi::FeatureSink {
 public:
  explicit MetricSink(machi::LocalCrs* crs) : crs_(crs) {}
  void feature(const machi::Feature& feature) override {
    pass.buildings += feature.type == "Building" ? 1 : 0;
    pass.numbers += 3 * feature.positions.size();
    if (crs_ == nullptr) return;
    points_.resize(feature.positions.size());
    if (!crs_->to_local_mm(feature.positions, 0, 0, points_))
      throw machi::InputError("benchmark", "refused coordinates");
  }
  void triangles(std::span<const machi::Triangle>, int) override {}
  void repaired(std::string_view, std::string_view) override {}
  void skipped(std::string_view, std::string_view) override {}
  Pass pass;

 private:
  machi::LocalCrs* crs_;
  std::vector<machi::PointMm> points_;
};

Pass reader_pass(const std::string& path, machi::LocalCrs* crs) {
  MetricSink sink(crs);
  sink.pass.bytes = machi::read_citygml(*machi::open_file(path), path, sink).bytes;
  return sink.pass;
}

double cpu_s() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct Timed {
  std::string name;
  std::function<Pass()> run;
  Pass pass{};
  std::vector<double> seconds{};
  double median_s() const { return median(seconds); }
  double mb_per_s() const { return static_cast<double>(pass.bytes) / 1e6 / median_s(); }
};

void measure(const std::string& path) {
  const machi::Peek peek = machi::peek_citygml(*machi::open_file(path), path);
  const auto place = machi::LocalCrs::to_lat_lon(peek.epsg, peek.position);
  if (!place) throw machi::InputError(path, "names no place");
  const int target = machi::LocalCrs::choose_epsg(place->lat_deg, place->lon_deg);
  machi::LocalCrs crs(peek.epsg, target);
  std::vector<Timed> passes{{"bare", [&] { return expat_pass(path, false); }},
                            {"doubles", [&] { return expat_pass(path, true); }},
                            {"reader", [&] { return reader_pass(path, nullptr); }},
                            {"metric", [&] { return reader_pass(path, &crs); }}};
  const std::uint64_t size = passes[0].run().bytes;
  const auto times = static_cast<int>((least_bytes + size - 1) / size);
  for (int repeat = 0; repeat < repeats; ++repeat) {
    for (Timed& timed : passes) {
      const double begin = cpu_s();
      timed.pass = {};
      for (int i = 0; i < times; ++i) {
        const Pass one = timed.run();
        timed.pass.bytes += one.bytes;
        timed.pass.buildings += one.buildings;
        timed.pass.numbers += one.numbers;
      }
      timed.seconds.push_back(cpu_s() - begin);
    }
  }
  std::vector<double> ratios;
  for (std::size_t i = 0; i < repeats; ++i) ratios.push_back(passes[0].seconds[i] / passes[3].seconds[i]);
  fmt::print("{}: {:.1f} MB, EPSG:{} -> EPSG:{}\n", path, static_cast<double>(passes[0].pass.bytes) / 1e6, peek.epsg,
             target);
  for (const Timed& timed : passes)
    fmt::print("  {:<8}{:8.1f} MB/s  {:6.3f} s (min {:.3f}, max {:.3f})  {} buildings, {} numbers\n", timed.name,
               timed.mb_per_s(), timed.median_s(), *std::min_element(timed.seconds.begin(), timed.seconds.end()),
               *std::max_element(timed.seconds.begin(), timed.seconds.end()), timed.pass.buildings, timed.pass.numbers);
  fmt::print("  metric / bare, median of the pairs = {:.2f}\n", median(ratios));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print("usage: {} FILE…\n", argv[0]);
    return 2;
  }
  try {
    for (int i = 1; i < argc; ++i) measure(argv[i]);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 3;
  }
  return 0;
}
