/// \file  The `machi` program: the list of its subcommands.
#include <malloc.h>

#include "app/command.hpp"
#include "app/program.hpp"

int main(int argc, char** argv) {
#ifdef __GLIBC__
  // Large columns go back to the machine when they are freed; by default glibc keeps ever larger ones in the heap.
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
  const machi::MpiSession session(argc, argv);
  std::vector<machi::Command> commands{machi::synth_command(),   machi::import_command(), machi::people_command(),
                                       machi::info_command(),    machi::plan_command(),   machi::run_command(),
                                       machi::resume_command(),  machi::digest_command(), machi::verify_command(),
                                       machi::report_command(),  machi::export_command(), machi::doctor_command(),
                                       machi::compare_command(), machi::sweep_command(),  machi::kpi_command()};
  commands.push_back(machi::describe_command(commands));
  return machi::run_program(machi::Comm::world(), {argv + 1, argv + argc}, commands);
}
