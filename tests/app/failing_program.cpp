// machi's main loop with subcommands that fail on purpose: on all ranks, on one, and with what kind of exception.
#include <memory>
#include <new>

#include "app/program.hpp"

namespace machi {
namespace {

Command failing(const std::string& name, const std::function<ExitCode(const Comm&)>& work) {
  return {name, "Fails", [](OptionTable&) {}, work};
}

ExitCode fail_on_one_while_others_wait(const Comm& comm) {
  if (comm.rank() == comm.size() - 1) throw InputError("a.gml", "is not XML");
  comm.barrier();
  return ExitCode::done;
}

ExitCode fail_on_one_while_others_end(const Comm& comm) {
  if (comm.rank() == comm.size() - 1) throw OutputError("city.h5", "could not be written");
  return ExitCode::done;
}

ExitCode fail_by_agreement(const Comm& comm) {
  comm.agree([&] {
    if (comm.rank() == comm.size() - 1) throw InputError("a.gml", "is not XML");
  });
  return ExitCode::done;
}

ExitCode fail_on_all(const Comm&) {
  throw UsageError("nothing was asked for");
}

ExitCode run_out_of_memory(const Comm&) {
  throw std::bad_alloc();
}

ExitCode break_an_assumption(const Comm&) {
  throw std::logic_error("an assumption is broken");
}

ExitCode stop_early_on_first(const Comm& comm) {
  return comm.first() ? ExitCode::stopped : ExitCode::done;
}

}  // namespace
}  // namespace machi

int main(int argc, char** argv) {
  using namespace machi;
  const MpiSession session(argc, argv);
  const std::vector<Command> commands{failing("one-waits", fail_on_one_while_others_wait),
                                      failing("one-ends", fail_on_one_while_others_end),
                                      failing("agreed", fail_by_agreement),
                                      failing("all", fail_on_all),
                                      failing("memory", run_out_of_memory),
                                      failing("defect", break_an_assumption),
                                      failing("stopped", stop_early_on_first)};
  return run_program(Comm::world(), {argv + 1, argv + argc}, commands);
}
