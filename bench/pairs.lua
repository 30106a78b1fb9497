-- Creates QRs and cancels each of them: pairs, as many as the server answers.
-- wrk calls request and response for all connections of a thread: the ids wait between the two.
-- Arguments: bearer token, body of a create, body of a cancel.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  local headers = {
    ["Authorization"] = "Bearer " .. arguments[1],
    ["Content-Type"] = "application/json",
  }
  local function post(path, body)
    return wrk.format("POST", path, headers, body)
  end
  creation = post("/v2/mia/qr", arguments[2])
  local cancellation = post("/v2/mia/qr/@/cancel", arguments[3])
  before, after = cancellation:match("^(.-)@(.*)$")
  waiting, created, cancelled, refused = {}, 0, 0, 0
end

function request()
  local id = table.remove(waiting)
  return id and before .. id .. after or creation
end

function response(status, headers, body)
  if status ~= 200 then
    refused = refused + 1
  elseif body:find("Cancelled", 1, true) then
    cancelled = cancelled + 1
  else
    created = created + 1
    table.insert(waiting, body:match('"qrId":%s*"([^"]+)"'))
  end
end

function done(summary, latency)
  local sums = {created = 0, cancelled = 0, refused = 0}
  for _, thread in ipairs(threads) do
    for name, sum in pairs(sums) do
      sums[name] = sum + thread:get(name)
    end
  end
  local errors = summary.errors
  print(string.format(
    '{"created":%d,"cancelled":%d,"refused":%d,"broken":%d,"seconds":%.6f,"p99_ms":%.3f}',
    sums.created, sums.cancelled, sums.refused,
    errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration / 1e6, latency:percentile(99) / 1e3))
end
