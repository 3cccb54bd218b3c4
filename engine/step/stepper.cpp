#include "engine/step/stepper.hpp"

#include "engine/core/machine.hpp"

namespace machi {
namespace {

/// Adds the time since the last call to one of the sums.
class Stopwatch {
 public:
  void lap(double& sum) {
    const double now_s = monotonic_s();
    sum += now_s - last_s_;
    last_s_ = now_s;
  }

 private:
  double last_s_{monotonic_s()};
};

}  // namespace

void StepTimes::add(const StepTimes& more) {
  compute_s += more.compute_s;
  pack_s += more.pack_s;
  wait_s += more.wait_s;
  service_s += more.service_s;
  steps += more.steps;
  messages += more.messages;
  bytes += more.bytes;
}

// Within a step, blocks near other ranks' wait for one message of each neighbour, which carries its walkers beside the
// border and those that crossed it; all other blocks step while it flies. A step reads what stood at its beginning and
// writes what stands at its end, so neither the order of blocks nor the rank that owns them shows in the result.
StepTimes run_steps(const Comm& comm, Process& process, std::uint64_t first_step, std::uint64_t end_step,
                    const std::function<bool(std::uint64_t step)>& after_service, bool stop_when_done) {
  NeighbourExchange exchange(comm, process.neighbours());
  const auto steps_per_service = static_cast<std::uint64_t>(process.steps_per_service());
  StepTimes times;
  Stopwatch watch;
  for (std::uint64_t step = first_step; step < end_step; ++step) {
    process.pack(exchange);
    exchange.start();
    watch.lap(times.pack_s);
    process.arrange_inner();
    process.step_inner(step);
    watch.lap(times.compute_s);
    exchange.finish([&](std::size_t, std::span<const std::byte> bytes) { process.receive(bytes); });
    watch.lap(times.wait_s);
    process.arrange_rest();
    process.step_rest(step);
    watch.lap(times.compute_s);
    ++times.steps;
    if ((step + 1) % steps_per_service != 0) continue;
    const bool more = process.service(comm, step);
    watch.lap(times.service_s);
    const bool go_on = after_service(step);
    watch.lap(times.service_s);
    if ((stop_when_done && !more) || !go_on) break;
  }
  times.messages = exchange.messages();
  times.bytes = exchange.bytes();
  return times;
}

}  // namespace machi
