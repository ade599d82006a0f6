using System.Diagnostics.CodeAnalysis;
using Quittance.Domain;

namespace Quittance.Server.Api;

/// <summary>Ids on the wire: a dialect's prefix and a uuid, or the uuid alone, in any of its usual forms.</summary>
internal static class Ids
{
    public static string Write(string prefix, Guid id) => $"{prefix}{id:n}";

    public static bool TryRead(string prefix, [NotNullWhen(true)] string? text, out Guid id)
    {
        var bare = text is not null && text.StartsWith(prefix, StringComparison.Ordinal) ? text.AsSpan(prefix.Length) : text;
        if (Guid.TryParseExact(bare, "N", out id) || Guid.TryParseExact(bare, "D", out id))
        {
            return true;
        }

        id = default;
        return false;
    }

    /// <summary>Reads an id of a path. What is no id answers as an id that nothing has.</summary>
    public static Guid Read(string prefix, string what, string? text) =>
        TryRead(prefix, text, out var id) ? id : throw NotFound(what);

    /// <summary>Reads an id by which a list is narrowed. What is no id narrows it to nothing, as an id that nothing has does.</summary>
    public static Guid ReadOrNone(string prefix, string text) => TryRead(prefix, text, out var id) ? id : Guid.Empty;

    /// <summary>The same words whether it does not exist or is behind a wall, so that they tell nothing.</summary>
    public static RefusedException NotFound(string what) => new(Refusal.NotFound, $"There is no such {what}.");
}
