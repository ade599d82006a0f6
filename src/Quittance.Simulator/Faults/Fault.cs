namespace Quittance.Simulator.Faults;

/// <summary>Something that goes wrong with the next requests that fit; the rest is answered as ever.</summary>
internal sealed record Fault
{
    public required FaultKind Kind { get; init; }

    /// <summary>Of which provider's requests; of all when left out.</summary>
    public Provider? Provider { get; init; }

    /// <summary>Only paths that contain this text.</summary>
    public string? Path { get; init; }

    public string? Method { get; init; }

    /// <summary>How many requests that fit go well before.</summary>
    public int Skip { get; init; }

    /// <summary>How many it then hits.</summary>
    public int Count { get; init; } = 1;

    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Null sends no such header.</summary>
    public TimeSpan? RetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether <c>Retry-After</c> is an HTTP date, by the account's clock, instead of seconds.</summary>
    public bool RetryAfterAsDate { get; init; }

    public int Status { get; init; } = StatusCodes.Status500InternalServerError;

    public string Location { get; init; } = "http://127.0.0.1:9/";

    public bool Fits(Provider provider, string method, string path) =>
        (Provider is null || Provider == provider)
        && (Method is null || string.Equals(Method, method, StringComparison.OrdinalIgnoreCase))
        && (Path is null || path.Contains(Path, StringComparison.OrdinalIgnoreCase));
}
