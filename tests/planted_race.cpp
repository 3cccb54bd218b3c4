// Two threads add to one number, as nobody may: a build that looks for races must find it.
#include <cstdio>

int main() {
  long sum = 0;
#pragma omp parallel for
  for (long i = 0; i < 100'000; ++i) sum += i;
  std::printf("%ld\n", sum);
}
