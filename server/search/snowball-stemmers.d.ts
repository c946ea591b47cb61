declare module 'snowball-stemmers' {
  function newStemmer(language: 'english' | 'french'): { stem(word: string): string }
  const snowball: { newStemmer: typeof newStemmer }
  export = snowball
}
