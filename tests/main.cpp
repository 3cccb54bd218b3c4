// Runs the tests of one folder, on however many ranks it was started with; only the first rank reports success.
#include <gtest/gtest.h>

#include "engine/comm/comm.hpp"

int main(int argc, char** argv) {
  const machi::MpiSession session(argc, argv);
  ::testing::InitGoogleTest(&argc, argv);
  const machi::Comm comm = machi::Comm::world();
  if (!comm.first()) {
    auto& listeners = ::testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());
  }
  const int mine = RUN_ALL_TESTS();
  return comm.any(mine != 0) ? 1 : 0;
}
