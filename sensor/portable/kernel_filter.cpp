#include "sensor/linux/kernel_filter.h"

namespace tapbond {

KernelFilter kernel_filter(std::span<const bpf_insn> filter, const KernelFilterOptions& options) {
  KernelFilter result{.program = {filter.begin(), filter.end()}, .exact = true};
  if (filter.empty()) result.program.push_back(BPF_STMT(BPF_RET | BPF_K, options.snaplen));
  for (bpf_insn& step : result.program) {
    if (step.code == (BPF_RET | BPF_K) && step.k != 0) step.k = options.snaplen;
  }
  return result;
}

}  // namespace tapbond
