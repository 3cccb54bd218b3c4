/// \file  Quantiles of Student's t, for intervals of means of few runs.
#pragma once

namespace machi {

/// The value below which Student's t of `degrees` of freedom (> 0, need not be whole) stays with `probability` in
/// (0, 1), to about 1e-10: bisection on the regularised incomplete beta function (its continued fraction by Lentz).
/// Throws nothing. Local.
double student_t_quantile(double probability, double degrees);

}  // namespace machi
