#include "engine/choice/logit.hpp"

#include <algorithm>

#include "engine/choice/plain_math.hpp"

namespace machi {

std::vector<double> multinomial_logit(std::span<const double> utility, double scale) {
  std::vector<double> probability;
  if (utility.empty()) return probability;
  const double best = *std::max_element(utility.begin(), utility.end());
  double sum = 0;
  for (const double v : utility) {
    probability.push_back(exponential(scale * (v - best)));
    sum += probability.back();
  }
  for (double& p : probability) p /= sum;
  return probability;
}

std::vector<double> nested_logit(std::span<const double> utility, const std::vector<bool>& in_nest, double scale,
                                 double nest_scale) {
  std::vector<double> inside;
  std::vector<double> upper;
  std::vector<std::size_t> row;  // of each alternative in `inside`, or in `upper`
  for (std::size_t k = 0; k < utility.size(); ++k) {
    row.push_back(in_nest[k] ? inside.size() : upper.size());
    (in_nest[k] ? inside : upper).push_back(utility[k]);
  }
  if (inside.empty()) return multinomial_logit(utility, scale);
  const double best = *std::max_element(inside.begin(), inside.end());
  double sum = 0;
  for (const double v : inside) sum += exponential(nest_scale * scale * (v - best));
  upper.push_back(best + (scale > 0 ? natural_log(sum) / (nest_scale * scale) : 0));
  const std::vector<double> within = multinomial_logit(inside, nest_scale * scale);
  const std::vector<double> above = multinomial_logit(upper, scale);
  std::vector<double> probability;
  for (std::size_t k = 0; k < utility.size(); ++k)
    probability.push_back(in_nest[k] ? above.back() * within[row[k]] : above[row[k]]);
  return probability;
}

std::size_t draw(std::span<const double> probability, double uniform) {
  double sum = 0;
  for (std::size_t k = 0; k + 1 < probability.size(); ++k) {
    sum += probability[k];
    if (uniform < sum) return k;
  }
  return probability.size() - 1;
}

}  // namespace machi
