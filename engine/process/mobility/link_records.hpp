/// \file  What was seen on the links of a rank: how many entered and how long they took, by bins of time.
#pragma once

#include <cstdint>
#include <vector>

namespace machi {

/// Vehicles that entered a link in one bin of time and left it again. A link may have several records for a bin, which
/// are to be added.
struct LinkRecord {
  std::uint32_t link{0};     ///< row of the network
  std::uint32_t bin{0};      ///< in which they entered
  std::uint32_t entered{0};  ///< those whose leg ended on it among them
  std::uint32_t passed{0};   ///< those that drove on
  std::int64_t steps{0};     ///< of those, from the entry to the entry into the next link

  void add(const LinkRecord& other) {
    entered += other.entered;
    passed += other.passed;
    steps += other.steps;
  }
};

/// Adds what has the same link and bin, and sorts by (link, bin).
void unite_records(std::vector<LinkRecord>& records);

/// The record of each link that is being written. Threads may write different links at a time.
class LinkRecorder {
 public:
  LinkRecorder() = default;
  /// No bin: nothing is recorded.
  LinkRecorder(std::uint32_t links, std::uint32_t bin_steps) : bin_steps_(bin_steps) {
    if (bin_steps > 0) open_.resize(links);
  }
  bool records() const { return bin_steps_ > 0; }

  /// A vehicle that entered own link `index` (row `row` of the network) left it after `steps`. A record that is full
  /// goes to `closed`.
  void note(std::uint32_t index, std::uint32_t row, std::uint32_t entered_step, std::uint32_t steps, bool passed,
            std::vector<LinkRecord>& closed) {
    LinkRecord& open = open_[index];
    const std::uint32_t bin = entered_step / bin_steps_;
    if (open.bin != bin || open.entered == 0) {
      if (open.entered > 0) closed.push_back(open);
      open = {row, bin, 0, 0, 0};
    }
    ++open.entered;
    if (!passed) return;
    ++open.passed;
    open.steps += steps;
  }
  /// Records that are still being written.
  const std::vector<LinkRecord>& open() const { return open_; }
  /// Goes on with the record of own link `index`.
  void reopen(std::uint32_t index, const LinkRecord& record) { open_[index] = record; }

 private:
  std::uint32_t bin_steps_{0};
  std::vector<LinkRecord> open_;  ///< [own links] entered = 0: none
};

}  // namespace machi
