using System.Collections.Frozen;
using System.Text.Json;

namespace Quittance.Server.Storage;

/// <summary>Enums as the database writes them: the member's name in snake_case.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => Table<T>.ByValue[value];

    /// <exception cref="KeyNotFoundException">The database holds a word that this program does not know.</exception>
    public static T Read<T>(string word)
        where T : struct, Enum => Table<T>.ByWord[word];

    private static class Table<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> ByValue =
            Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

        public static readonly FrozenDictionary<string, T> ByWord = ByValue.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);
    }
}
