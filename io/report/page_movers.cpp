// Persons of a page who are followed on their ways.
#include <algorithm>
#include <cmath>

#include "engine/core/rng.hpp"
#include "engine/process/evacuation/record.hpp"
#include "io/report/page_data.hpp"
#include "io/run/read_result.hpp"

namespace machi {
namespace {

constexpr double least_key_s = 5;         // finer ways do not look any smoother
constexpr double bytes_a_key = 2.5;       // in the page, a first guess
constexpr std::int64_t longest_gap = 64;  // keys; over a longer one nobody is drawn walking
constexpr std::uint64_t slice_rows = std::uint64_t{1} << 20;
constexpr std::uint32_t purpose_page = 0x10000003;

struct PageUnits {
  std::int64_t x;
  std::int64_t y;
};

PageUnits in_units(std::int32_t x_cm, std::int32_t y_cm) {
  return {std::llround(x_cm * 10 / page_unit_mm), std::llround(y_cm * 10 / page_unit_mm)};
}

struct Key {
  std::int64_t number;
  PageUnits at;
};

struct Person {
  std::uint64_t id{0};
  float departure_s{0};
  std::uint8_t fate{0};
  float time_s{0};
  PageUnits end{};
};

/// Who is followed, and which of them a page shows.
struct Sample {
  std::uint64_t seed;
  double share;
  std::uint32_t one_in;
  bool takes(std::uint64_t id) const {
    if (!is_followed(seed, id, share)) return false;
    return one_in == 1 || random_block(seed, id, 0, purpose_page)[0] % one_in == 0;
  }
};

/// Packs one person after the other.
class MoverBlock {
 public:
  explicit MoverBlock(double key_s) : key_s_(key_s) {}

  void add(const Person& person, std::vector<Key> keys) {
    const bool ended = person.fate == static_cast<std::uint8_t>(PersonFate::safe) ||
                       person.fate == static_cast<std::uint8_t>(PersonFate::lost);
    if (keys.empty()) keys.push_back({std::max<std::int64_t>(key_at(person.time_s), 0), person.end});
    const std::int64_t last = ended ? key_at(person.time_s) + 1 : 0;
    if (last > keys.back().number && last - keys.back().number <= longest_gap) keys.push_back({last, person.end});
    const std::vector<PageUnits> ways = filled(keys);
    block_.signed_number(ways[0].x - begin_.x);
    block_.signed_number(ways[0].y - begin_.y);
    begin_ = ways[0];
    block_.byte(person.fate);
    block_.unsigned_number(seconds(person.departure_s));
    block_.unsigned_number(ended ? seconds(person.time_s) : 0);
    block_.unsigned_number(static_cast<std::uint64_t>(keys.front().number));
    block_.unsigned_number(ways.size());
    PageUnits step{0, 0};
    for (std::size_t k = 1; k < ways.size(); ++k) {
      const PageUnits next{ways[k].x - ways[k - 1].x, ways[k].y - ways[k - 1].y};
      block_.signed_number(next.x - step.x);
      block_.signed_number(next.y - step.y);
      step = next;
    }
    ++persons_;
  }
  std::uint64_t persons() const { return persons_; }
  std::string packed() const { return block_.packed(); }

 private:
  std::int64_t key_at(float time_s) const {
    return std::isfinite(time_s) ? static_cast<std::int64_t>(static_cast<double>(time_s) / key_s_) : 0;
  }
  // 0: never.
  static std::uint64_t seconds(float time_s) {
    return std::isfinite(time_s) && time_s >= 0 ? static_cast<std::uint64_t>(std::lround(time_s)) + 1 : 0;
  }
  // A place at every key from the first to the last, in between on straight lines.
  static std::vector<PageUnits> filled(const std::vector<Key>& keys) {
    std::vector<PageUnits> ways{keys[0].at};
    for (std::size_t k = 1; k < keys.size(); ++k) {
      const std::int64_t gap = keys[k].number - keys[k - 1].number;
      const PageUnits& a = keys[k - 1].at;
      const PageUnits& b = keys[k].at;
      for (std::int64_t i = 1; i <= gap; ++i)
        ways.push_back({a.x + (b.x - a.x) * i / gap, a.y + (b.y - a.y) * i / gap});
    }
    return ways;
  }

  double key_s_;
  PageBlock block_;
  PageUnits begin_{0, 0};
  std::uint64_t persons_{0};
};

/// The rows of /persons, one after the other.
class Persons {
 public:
  explicit Persons(const H5Input& file) : file_(file), rows_(file.rows("/persons/id")) {}
  bool next(Person& person) {
    if (row_ == rows_) return false;
    if (row_ % slice_rows == 0) load();
    const std::size_t i = row_++ % slice_rows;
    person = {id_[i], departure_s_[i], fate_[i], time_s_[i], in_units(x_cm_[i], y_cm_[i])};
    return true;
  }

 private:
  void load() {
    const RowRange range{row_, std::min(slice_rows, rows_ - row_)};
    id_ = file_.read<std::uint64_t>("/persons/id", range);
    departure_s_ = file_.read<float>("/persons/departure_s", range);
    fate_ = file_.read<std::uint8_t>("/persons/fate", range);
    time_s_ = file_.read<float>("/persons/time_s", range);
    x_cm_ = file_.read<std::int32_t>("/persons/x_cm", range);
    y_cm_ = file_.read<std::int32_t>("/persons/y_cm", range);
  }

  const H5Input& file_;
  std::uint64_t rows_;
  std::uint64_t row_{0};
  std::vector<std::uint64_t> id_;
  std::vector<float> departure_s_, time_s_;
  std::vector<std::uint8_t> fate_;
  std::vector<std::int32_t> x_cm_, y_cm_;
};

/// When places on ways stand in the file, and when in the page.
struct KeyTimes {
  double every_s;
  std::int64_t stride;
  double key_s() const { return every_s * static_cast<double>(stride); }
  static KeyTimes of(double every_s) {
    return {every_s, std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(least_key_s / every_s)))};
  }
};

MoverBlock pack_movers(const H5Input& file, const KeyTimes& times, const Sample& sample) {
  MoverBlock block(times.key_s());
  Persons persons(file);
  Person person;
  bool more = persons.next(person);
  std::vector<Key> keys;
  // Takes leave of all persons with ids up to `id`; the keys are those of the last one.
  const auto pass = [&](std::uint64_t id) {
    for (; more && person.id <= id; more = persons.next(person)) {
      if (!sample.takes(person.id)) continue;
      block.add(person, person.id == id ? keys : std::vector<Key>());
    }
    keys.clear();
  };
  std::uint64_t current = 0;
  bool begun = false;
  each_way_point(file, [&](const WayPoint& at) {
    if (begun && at.id != current) pass(current);
    begun = true;
    current = at.id;
    const std::int64_t place = std::llround(static_cast<double>(at.time_s) / times.every_s);
    if (place % times.stride != 0) return;
    const std::int64_t number = place / times.stride;
    if (!keys.empty() && number <= keys.back().number) return;
    // After a long absence only what follows is shown.
    if (!keys.empty() && number - keys.back().number > longest_gap) keys.clear();
    keys.push_back({number, in_units(at.x_cm, at.y_cm)});
  });
  if (begun) pass(current);
  keys.clear();
  pass(UINT64_MAX);
  return block;
}

}  // namespace

void add_movers(PageData& page, const H5Input& result, std::uint64_t most_bytes) {
  if (!result.has_attribute("/trajectories", "every_s") || result.rows("/persons/id") == 0) return;
  const std::int64_t all = result.integer_attribute("/", "persons");
  const auto followed = static_cast<double>(result.integer_attribute("/trajectories", "followed"));
  if (followed <= 0 || all <= 0) return;
  const KeyTimes times = KeyTimes::of(result.number_attribute("/trajectories", "every_s"));
  const std::uint64_t keys = result.rows("/trajectories/id") / static_cast<std::uint64_t>(times.stride);
  const double guess =
      static_cast<double>(keys) * bytes_a_key / static_cast<double>(std::max<std::uint64_t>(most_bytes, 1));
  Sample sample{static_cast<std::uint64_t>(result.integer_attribute("/", "seed")), followed / static_cast<double>(all),
                static_cast<std::uint32_t>(std::clamp(guess, 1.0, 1e6))};
  for (;;) {
    const MoverBlock block = pack_movers(result, times, sample);
    std::string packed = block.packed();
    const double over =
        static_cast<double>(packed.size()) / static_cast<double>(std::max<std::uint64_t>(most_bytes, 1));
    if (over > 1 && block.persons() > 1) {
      sample.one_in = static_cast<std::uint32_t>(std::ceil(sample.one_in * std::min(over * 1.02, 1000.0)));
      continue;
    }
    page.facts["movers"] = {{"count", block.persons()}, {"of", all}, {"key_s", times.key_s()}};
    page.blocks["movers"] = std::move(packed);
    return;
  }
}

}  // namespace machi
