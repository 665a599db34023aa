-- wrk's script: asks for the paths of a file in their order, from anywhere in it, again and again, as a browser does.
--   wrk ... URL -- FILE METHOD 'name: value' ...
-- and prints what it found as one line of JSON.

local threads = {}
local requests = {}
local at = 0

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  for index = 3, #args do
    local name, value = args[index]:match('^([^:]+): (.*)$')
    wrk.headers[name] = value
  end
  local heads = {}
  for path in io.lines(args[1]) do
    heads[path] = heads[path] or wrk.format(args[2], path)
    requests[#requests + 1] = heads[path]
  end
  -- elsewhere each time: short runs would all ask for the same first ones
  math.randomseed(os.time())
  at = math.random(#requests)
  readyAt = os.clock()
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  local readyAt = threads[#threads]:get('readyAt')
  io.write(string.format(
    '{"answers":%d,"seconds":%.6f,"refused":%d,"failed":%d,"p50Ms":%.3f,"p99Ms":%.3f,"preparingMs":%.0f,"senderMs":%.0f}\n',
    summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    readyAt * 1e3, (os.clock() - readyAt) * 1e3))
end
